// Reading the records of a tape. Word 0 is the head (op | length << 8); the operands follow from word 1.
export function head(record: usize): u32 {
  return load<u32>(record);
}

/** A number. */
export function count(record: usize, operand: usize): i32 {
  return load<i32>(record + (operand << 2));
}

/** An address in bytes. */
export function address(record: usize, operand: usize): usize {
  return <usize>load<u32>(record + (operand << 2));
}

/** The bits of a float32. */
export function float(record: usize, operand: usize): f32 {
  return load<f32>(record + (operand << 2));
}
