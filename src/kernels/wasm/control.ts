import type { Control } from "../language/instructions.ts";
import { type FunctionWriter, LOCAL_GET, LOCAL_SET } from "./function-writer.ts";

/** Opcodes, by WebAssembly's names. */
const [LOCAL_TEE, I32_STORE] = [0x22, 0x36];
const [BLOCK, LOOP, END, BRANCH_IF, NO_RESULT] = [0x02, 0x03, 0x0b, 0x0d, 0x40];
const [I32_ADD, I32_SUB, I32_MUL, I32_LE] = [0x6a, 0x6b, 0x6c, 0x4c];

/** Emits what is not about vectors. Throws for a barrier: WebAssembly runs in one thread. */
export function emitControl(instruction: Control, writer: FunctionWriter): void {
  switch (instruction.op) {
    case "point":
      writer.address(instruction.at);
      writer.integer(instruction.at.pointer === undefined ? 0 : instruction.at.offset);
      writer.code.push(I32_ADD);
      writer.pointer(LOCAL_SET, instruction.pointer);
      break;
    case "advance":
      writer.pointer(LOCAL_GET, instruction.pointer);
      writer.integer(instruction.by);
      writer.code.push(I32_ADD);
      writer.pointer(LOCAL_SET, instruction.pointer);
      break;
    case "row":
      writer.loadInteger(instruction.at);
      writer.integer(instruction.width);
      writer.code.push(I32_MUL);
      writer.integer(instruction.table | 0);
      writer.code.push(I32_ADD);
      writer.pointer(LOCAL_SET, instruction.pointer);
      break;
    case "barrier":
      throw new Error(`${writer.name}: WebAssembly runs in one thread`);
    case "copy":
      writer.address(instruction.at);
      writer.loadInteger(instruction.from);
      writer.code.push(I32_STORE, 2, ...writer.offset(instruction.at, 0));
      break;
    case "repeat":
      emitRepeat(instruction, writer);
      break;
    case "end":
      writer.pointer(LOCAL_GET, instruction.counter);
      writer.integer(1);
      writer.code.push(I32_SUB);
      writer.pointer(LOCAL_TEE, instruction.counter);
      writer.code.push(BRANCH_IF, 0, END, END);
      break;
  }
}

function emitRepeat({ counter, times }: Extract<Control, { op: "repeat" }>, writer: FunctionWriter): void {
  if (typeof times === "number") writer.integer(times);
  else writer.loadInteger(times);
  writer.pointer(LOCAL_SET, counter);
  writer.code.push(BLOCK, NO_RESULT);
  if (typeof times !== "number") {
    writer.pointer(LOCAL_GET, counter);
    writer.integer(0);
    writer.code.push(I32_LE, BRANCH_IF, 0);
  }
  writer.code.push(LOOP, NO_RESULT);
}
