import CKernels
import Foundation
import Testing

@Suite struct DispatchTests {
  @Test func bestInstructionSetIsAvailable() {
    #expect(ck_kernels_for(ck_best_isa()) != nil)
    #expect(ck_kernels_for(CK_ISA_BASELINE) != nil)
    #expect(ck_isa_request_is_valid() != 0)
    // Unless another is asked for.
    if getenv(CK_ISA_VARIABLE) == nil {
      #expect(InstructionSet.available.last?.rawValue == ck_best_isa().rawValue)
    }
  }

  @Test func unknownInstructionSet() {
    #expect(ck_kernels_for(CK_ISA_COUNT) == nil)
    #expect(String(cString: ck_isa_name(CK_ISA_COUNT)) == "unknown")
  }

  @Test func namesDiffer() {
    let names = Set(InstructionSet.allCases.map(\.testDescription))
    #expect(names.count == InstructionSet.allCases.count)
  }

  @Test func everyEntryIsFilled() {
    for isa in InstructionSet.available {
      guard let table = isa.table?.pointee else { continue }
      #expect(table.logarithm != nil && table.normals != nil && table.spline_evaluate != nil)
      #expect(table.gradient != nil && table.velocity_verlet != nil && table.baoab != nil)
    }
  }

  @Test func scratchHoldsRegistersAndWork() {
    let tape = TestTape(inputs: 3, registers: 10, outputs: [7, 8, 9], [])
    var field = ck_field(
      dimension: 3, tape: tape.pointer, spline: nil, callback: nil, context: nil, native: nil,
      kernels: nil)
    #expect(ck_scratch_size(&field) >= Int64((10 + 2 * 3) * block + 3))
    field.tape = nil
    #expect(ck_scratch_size(&field) >= Int64(2 * 3 * block + 3))
  }
}
