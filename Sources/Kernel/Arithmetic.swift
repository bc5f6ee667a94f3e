/// The quotient rounded towards minus infinity; `divisor` is positive.
func floorDivide<Value: FixedWidthInteger & SignedInteger>(_ value: Value, _ divisor: Value) -> Value {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}

/// The remainder that goes with `floorDivide`, so always in `0..<divisor`.
func floorRemainder<Value: FixedWidthInteger & SignedInteger>(_ value: Value, _ divisor: Value) -> Value {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
}

/// A number of at most `width` digits with leading zeros; `value` is not negative.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
