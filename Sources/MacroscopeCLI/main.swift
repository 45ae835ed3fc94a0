print("macroscope")
