import type { Control } from "../language/instructions.ts";
import { type Assembler, RAX } from "./assembler.ts";
import { MIDDLE, type Pointers } from "./pointers.ts";

/** Conditions of jumps: zero or less, and not zero. */
const JLE = 0x8e;
const JNZ = 0x85;
/** So often a thread looks at a counter before it lets the system run others: some 10 µs. */
const ROUNDS_OF_WAITING = 500;
/** The number of Linux's system call. */
const SCHED_YIELD = 24;

interface Loop {
  readonly top: number;
  /** For a loop that may be done not even once: says that its end is here. */
  readonly skip: (() => void) | undefined;
}

/** Emits what is not about vectors. */
export class ControlEmitter {
  readonly #loops: Loop[] = [];

  constructor(
    private readonly code: Assembler,
    private readonly pointers: Pointers,
  ) {}

  emit(instruction: Control): void {
    const { code, pointers } = this;
    switch (instruction.op) {
      case "point":
        code.general(0x8d, pointers.registerOf(instruction.pointer), pointers.place(instruction.at), true);
        break; // lea
      case "advance":
        code.single(0x81, 0, pointers.registerOf(instruction.pointer)); // add
        code.word(instruction.by);
        break;
      case "row":
        code.general(0x63, RAX, pointers.place(instruction.at), true); // movsxd
        code.byte(0x48, 0x69, 0xc0); // imul rax, rax, width
        code.word(instruction.width);
        code.byte(0x48, 0x01, 0xf8); // add rax, rdi
        code.general(
          0x8d,
          pointers.registerOf(instruction.pointer),
          { base: RAX, offset: instruction.table - MIDDLE },
          true,
        );
        break;
      case "copy":
        code.general(0x8b, RAX, pointers.place(instruction.from), false); // mov eax, from
        code.general(0x89, RAX, pointers.place(instruction.at), false);
        break;
      case "barrier":
        this.#barrier(instruction);
        break;
      case "repeat":
        this.#repeat(instruction);
        break;
      case "end": {
        const { top, skip } = this.#loops.pop() as Loop;
        code.single(0xff, 1, pointers.registerOf(instruction.counter)); // dec
        code.jumpBack(JNZ, top);
        skip?.();
        break;
      }
    }
  }

  #repeat({ counter, times }: Extract<Control, { op: "repeat" }>): void {
    const { code, pointers } = this;
    const register = pointers.registerOf(counter);
    let skip: (() => void) | undefined;
    if (typeof times === "number") {
      code.single(0xc7, 0, register); // mov
      code.word(times);
    } else {
      code.general(0x63, register, pointers.place(times), true);
      code.byte(0x48 | ((register >> 3) << 2) | (register >> 3), 0x85, 0xc0 | ((register & 7) << 3) | (register & 7)); // test
      skip = code.jumpAhead(JLE);
    }
    this.#loops.push({ top: code.position, skip });
  }

  /**
   * Stores are seen by others in their order, and loads happen in theirs (Intel's manual, volume 3, 9.2), so counters need no
   * lock. A thread that waits long lets the system run others: there may be fewer processors than threads.
   */
  #barrier({ own, others }: Extract<Control, { op: "barrier" }>): void {
    const { code } = this;
    const counter = (offset: number) => this.pointers.place({ pointer: undefined, offset });
    code.general(0x8b, RAX, counter(own), false); // mov eax, own
    code.byte(0xff, 0xc0); // inc eax
    code.general(0x89, RAX, counter(own), false);
    code.byte(0x51, 0x41, 0x53); // push rcx; push r11: a system call changes them
    for (const other of others) {
      code.byte(0xb9); // mov ecx, rounds
      code.word(ROUNDS_OF_WAITING);
      const top = code.position;
      code.general(0x8b, RAX, counter(own), false);
      code.general(0x2b, RAX, counter(other), false); // sub eax, other
      code.byte(0x85, 0xc0); // test eax, eax
      const arrived = code.jumpAhead(JLE);
      code.byte(0xf3, 0x90, 0xff, 0xc9); // pause; dec ecx
      code.jumpBack(JNZ, top);
      code.byte(0xb8); // mov eax, sched_yield
      code.word(SCHED_YIELD);
      code.byte(0x0f, 0x05, 0xb9); // syscall; mov ecx, 1
      code.word(1);
      code.byte(0x85, 0xc9); // test ecx, ecx
      code.jumpBack(JNZ, top);
      arrived();
    }
    code.byte(0x41, 0x5b, 0x59); // pop r11; pop rcx
  }
}
