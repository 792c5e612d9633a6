import { type Assembler, RAX, RSP } from "./assembler.ts";

/** What a function puts on the stack. */
interface StackFrame {
  /** General registers that have to be restored. */
  readonly saved: readonly number[];
  /** For vectors. */
  readonly stackBytes: number;
}

const ALIGNMENT = 64;

/** Saves registers, and makes room for vectors at a multiple of 64. Where the stack was is kept above them. */
export function enter(code: Assembler, { saved, stackBytes }: StackFrame): void {
  for (const register of saved) code.byte(...onStack(0x50, register)); // push
  if (stackBytes === 0) return;
  code.byte(0x48, 0x89, 0xe0, 0x48, 0x81, 0xec); // mov rax, rsp; sub rsp, …
  code.word(stackBytes + ALIGNMENT);
  code.byte(0x48, 0x83, 0xe4, 0xc0); // and rsp, −64
  code.general(0x89, RAX, { base: RSP, offset: stackBytes }, true);
}

/** Undoes that, and returns. */
export function leave(code: Assembler, { saved, stackBytes }: StackFrame): void {
  if (stackBytes > 0) code.general(0x8b, RSP, { base: RSP, offset: stackBytes }, true);
  for (const register of saved.toReversed()) code.byte(...onStack(0x58, register)); // pop
  code.byte(0xc5, 0xf8, 0x77, 0xc3); // vzeroupper; ret
}

const onStack = (opcode: number, register: number) => [...(register > 7 ? [0x41] : []), opcode | (register & 7)];
