/// The style sheet of the report.
enum StyleSheet {
  static let text = """
    :root { color-scheme: light; --ink: #1a1d21; --soft: #59616c; --rule: #e3e6ea;
      --pass: #176b43; --pass-back: #edf7f1; --fail: #a8201a; --fail-back: #fdf0ee; }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 2.5rem 1.25rem 3rem; max-width: 70rem; color: var(--ink);
      background: #fff; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
      "Helvetica Neue", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
    h1 { margin: 0 0 .35rem; font-size: clamp(1.5rem, 4.5vw, 2.1rem); line-height: 1.2;
      font-weight: 650; letter-spacing: -.01em; }
    h2 { margin: 3rem 0 1.1rem; padding-bottom: .4rem; border-bottom: 1px solid var(--rule);
      font-size: 1.25rem; font-weight: 620; }
    h3 { margin: 2rem 0 .6rem; font-size: 1.02rem; font-weight: 620; }
    p { max-width: 46rem; margin: .8rem 0; }
    .kind { margin: 0 0 .5rem; color: var(--soft); font-size: .85rem; letter-spacing: .02em; }
    .lead { margin: 0 0 1.5rem; color: var(--soft); }
    .remark, figcaption { color: var(--soft); font-size: .9rem; }
    .note { padding: .7rem 1rem; border-left: 3px solid #c98a00; background: #fdf8ec; }
    .banner { max-width: none; margin: 0; padding: .9rem 1.1rem; border-radius: .5rem;
      font-weight: 620; display: flex; gap: .8rem; align-items: baseline; }
    .banner.pass { background: var(--pass-back); color: var(--pass); }
    .banner.fail { background: var(--fail-back); color: var(--fail); }
    .badge { flex: none; font-size: .8rem; font-weight: 650; white-space: nowrap; }
    .pass > .badge { color: var(--pass); }
    .fail > .badge { color: var(--fail); }
    .verdicts { list-style: none; margin: .9rem 0 0; padding: 0; display: grid; gap: .1rem 2.5rem;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); }
    .verdicts li { display: flex; gap: .8rem; align-items: baseline; padding: .45rem 0;
      border-bottom: 1px solid var(--rule); }
    .verdicts li.fail { grid-column: 1 / -1; margin-bottom: .4rem; padding: .8rem 1.1rem;
      border: 0; border-left: 3px solid var(--fail); background: var(--fail-back); }
    .verdicts strong { display: block; font-weight: 600; }
    .verdicts span { display: block; color: var(--soft); font-size: .9rem; }
    .verdicts .fail span { color: var(--ink); font-size: 1rem; }
    .row { display: flex; flex-wrap: wrap; gap: 1.2rem 3rem; align-items: flex-start; }
    .row > .scroll { flex: 0 1 auto; }
    .scroll { max-width: 100%; overflow-x: auto; margin: .4rem 0 1rem;
      background: linear-gradient(90deg, #fff 40%, #fff0) left / 2.5rem 100% no-repeat local,
      linear-gradient(270deg, #fff 40%, #fff0) right / 2.5rem 100% no-repeat local,
      linear-gradient(90deg, #0002, #0000) left / .6rem 100% no-repeat scroll,
      linear-gradient(270deg, #0002, #0000) right / .6rem 100% no-repeat scroll; }
    section > .scroll { margin: 1.4rem 0 1.2rem; }
    .scroll:focus-visible, pre:focus-visible { outline: 2px solid #0072b2; outline-offset: 2px; }
    table { border-collapse: collapse; font-size: .94rem; font-variant-numeric: tabular-nums; }
    caption { caption-side: top; padding: 0 0 .45rem; text-align: left; font-weight: 600; }
    th, td { padding: .38rem 0; border-top: 1px solid var(--rule); text-align: right;
      white-space: nowrap; overflow-wrap: normal; }
    th + th, th + td, td + td { padding-left: 1.6rem; }
    th { font-weight: 500; color: var(--soft); }
    tbody th { text-align: left; }
    thead th { border-top: 0; font-size: .87rem; }
    thead th:first-child { text-align: left; }
    tbody tr:last-child > * { border-bottom: 1px solid var(--rule); }
    .facts th { white-space: normal; }
    .matrix caption { white-space: nowrap; }
    .origin td { text-align: left; font-family: ui-monospace, "SF Mono", Menlo, Consolas,
      "DejaVu Sans Mono", monospace; font-size: .85rem; }
    .figures { display: grid; gap: 2rem 2.2rem; margin: 1rem 0 1.6rem;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); }
    .figures.map, .figures.small { gap: 1.6rem 1.4rem; grid-template-columns:
      repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
    .figures.stack { grid-template-columns: minmax(0, 62rem); }
    .beside { display: grid; gap: 0 2.2rem; align-items: center;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); }
    .beside > * { min-width: 0; }
    figure { margin: 0; min-width: 0; }
    .picture { overflow-x: auto; }
    .picture svg { display: block; width: 100%; min-width: 20rem; height: auto; }
    .picture svg text { font-family: system-ui, -apple-system, "Segoe UI", Roboto,
      "Helvetica Neue", "DejaVu Sans", sans-serif; }
    figcaption { margin-top: .5rem; }
    details { margin: 1rem 0; }
    summary { cursor: pointer; font-weight: 600; }
    pre { max-width: 100%; overflow-x: auto; padding: .9rem 1.1rem; border-radius: .5rem;
      background: #f6f7f9; font: .85rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas,
      "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--rule);
      color: var(--soft); font-size: .85rem; }
    @media (max-width: 34rem) {
      body { padding: 1.4rem 1rem 2rem; }
      th + th, th + td, td + td { padding-left: 1.1rem; }
      h2 { margin-top: 2.2rem; }
    }
    @media print {
      body { max-width: none; padding: 0; font-size: 10pt; }
      figure, table, .picture { break-inside: avoid; }
      h2, h3 { margin-top: 1.6rem; break-after: avoid; }
      .figures, .beside { grid-template-columns: 1fr 1fr; gap: 1rem; }
      .beside .figures { grid-template-columns: 1fr; }
      .figures.map, .figures.small { grid-template-columns: 1fr 1fr 1fr; }
      .picture svg { min-width: 0; }
      .picture, .scroll { overflow: visible; background: none; }
      table, thead th, .remark, figcaption { font-size: 8pt; }
      th { white-space: normal; }
      th + th, th + td, td + td { padding-left: .8rem; }
    }
    """
}
