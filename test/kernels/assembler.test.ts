import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import type { LaneCount } from "../../src/kernels/language/values.ts";
import { Assembler, type MemoryOperand, RDI, type VectorOperation } from "../../src/kernels/x64/assembler.ts";
import * as operations from "../../src/kernels/x64/operations.ts";
import { needs } from "../needs.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const GENERAL = [
  "rax",
  "rcx",
  "rdx",
  "rbx",
  "rsp",
  "rbp",
  "rsi",
  "rdi",
  ...[8, 9, 10, 11, 12, 13, 14, 15].map((n) => `r${n}`),
];

/** An instruction as it is written, and as objdump is to read it. */
interface Case {
  readonly expected: string;
  write(assembler: Assembler): void;
}

const { BINARY, UNARY, SHIFTS, COMPARISONS } = operations;

const THREE_OPERANDS: Readonly<Record<string, VectorOperation>> = {
  vaddps: BINARY.add,
  vsubps: BINARY.subtract,
  vmulps: BINARY.multiply,
  vdivps: BINARY.divide,
  vminps: BINARY.min,
  vmaxps: BINARY.max,
  vpaddd: BINARY.addIntegers,
  vpsubd: BINARY.subtractIntegers,
  vpmulld: BINARY.multiplyIntegers,
  vfmadd231ps: operations.FMADD231PS,
  vfnmadd231ps: operations.FNMADD231PS,
  vunpcklps: operations.UNPCKLPS,
  vunpckhps: operations.UNPCKHPS,
};
/** Their names are longer for 16 lanes. */
const BITWISE: Readonly<Record<string, VectorOperation>> = { vpand: BINARY.and, vpor: BINARY.or, vpxor: BINARY.xor };
const ONE_OPERAND: Readonly<Record<string, VectorOperation>> = {
  vmovups: operations.MOVUPS,
  vsqrtps: UNARY.sqrt.operation,
  vcvtdq2ps: UNARY.toFloat.operation,
  vcvttps2dq: UNARY.toInteger.operation,
};

const hex = (value: number) => (value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);
const inMemory = ({ base, offset }: MemoryOperand) =>
  `${offset === 0 && base % 8 !== 5 ? "" : hex(offset)}(%${GENERAL[base]})`;

/** Bases of each form (5 and 13 need an offset, 4 needs a further byte), offsets of 0, 8 and 32 bits. */
const MEMORIES: readonly MemoryOperand[] = [RDI, 3, 4, 5, 9, 13].flatMap((base) =>
  [0, 64, -128, 4, 8192, -100000].map((offset) => ({ base, offset })),
);

function casesOf(lanes: LaneCount, prefix: "VEX" | "EVEX"): readonly Case[] {
  const vector = (register: number) => `%${({ 4: "x", 8: "y", 16: "z" } as const)[lanes]}mm${register}`;
  const registers = prefix === "EVEX" ? [0, 7, 8, 15, 16, 31] : [0, 7, 8, 15];
  const suffix = prefix === "EVEX" ? "d" : "";
  const cases: Case[] = [];
  const add = (expected: string, write: (assembler: Assembler) => void) => cases.push({ expected, write });
  const three = {
    ...THREE_OPERANDS,
    ...Object.fromEntries(Object.entries(BITWISE).map(([name, one]) => [name + suffix, one])),
  };
  for (const [index, a] of registers.entries()) {
    const b = registers[(index + 1) % registers.length] ?? 0;
    const c = registers[(index + 2) % registers.length] ?? 0;
    const memory = MEMORIES[index] as MemoryOperand;
    for (const [name, operation] of Object.entries(three)) {
      add(`${name} ${vector(c)},${vector(b)},${vector(a)}`, (code) =>
        code.vector(operation, a, b, c, { lanes, prefix }),
      );
      add(`${name} ${inMemory(memory)},${vector(b)},${vector(a)}`, (code) =>
        code.vector(operation, a, b, memory, { lanes, prefix }),
      );
    }
    for (const [name, operation] of Object.entries(ONE_OPERAND))
      add(`${name} ${vector(c)},${vector(a)}`, (code) => code.vector(operation, a, 0, c, { lanes, prefix }));
    for (const [name, { operation, extension }] of Object.entries({
      vpslld: SHIFTS.left,
      vpsrld: SHIFTS.right,
      vpsrad: SHIFTS.rightSigned,
    }))
      add(`${name} $0x9,${vector(c)},${vector(a)}`, (code) =>
        code.vector(operation, extension, a, c, { lanes, prefix, immediate: 9 }),
      );
    add(`vpermilps $0xb1,${vector(c)},${vector(a)}`, (code) =>
      code.vector(operations.PERMILPS, a, 0, c, { lanes, prefix, immediate: 0xb1 }),
    );
  }
  for (const memory of MEMORIES) {
    add(`vmovups ${inMemory(memory)},${vector(1)}`, (code) =>
      code.vector(operations.MOVUPS, 1, 0, memory, { lanes, prefix }),
    );
    add(`vmovups ${vector(9)},${inMemory(memory)}`, (code) =>
      code.vector(operations.MOVUPS_TO, 9, 0, memory, { lanes, prefix }),
    );
    add(`vbroadcastss ${inMemory(memory)},${vector(2)}`, (code) =>
      code.vector(operations.BROADCASTSS, 2, 0, memory, { lanes, prefix, memoryBytes: 4 }),
    );
    add(`lea ${inMemory(memory)},%rcx`, (code) => code.general(0x8d, 1, memory, true));
    add(`movslq ${inMemory(memory)},%r13`, (code) => code.general(0x63, 13, memory, true));
    add(`mov ${inMemory(memory)},%eax`, (code) => code.general(0x8b, 0, memory, false));
  }
  return cases;
}

const named = (cases: readonly (readonly [expected: string, write: Case["write"]])[]): readonly Case[] =>
  cases.map(([expected, write]) => ({ expected, write }));

const ONLY_AVX2 = named([
  [
    "vblendvps %ymm9,%ymm3,%ymm10,%ymm1",
    (code) => code.vector(operations.BLENDVPS, 1, 10, 3, { lanes: 8, prefix: "VEX", immediate: 9 << 4 }),
  ],
  [
    "vperm2f128 $0x1,%ymm12,%ymm12,%ymm4",
    (code) => code.vector(operations.PERM2F128, 4, 12, 12, { lanes: 8, prefix: "VEX", immediate: 1 }),
  ],
  [
    "vroundps $0x9,%ymm8,%ymm2",
    (code) => code.vector(UNARY.floor.operation, 2, 0, 8, { lanes: 8, prefix: "VEX", immediate: 9 }),
  ],
  [
    "vshufps $0x88,%ymm3,%ymm10,%ymm1",
    (code) => code.vector(operations.SHUFPS, 1, 10, 3, { lanes: 8, prefix: "VEX", immediate: 0x88 }),
  ],
  [
    "vcmplt_oqps %ymm3,%ymm2,%ymm1",
    (code) => code.vector(COMPARISONS.less.operation, 1, 2, 3, { lanes: 8, prefix: "VEX", immediate: 0x11 }),
  ],
  [
    "vpcmpgtd %ymm3,%ymm2,%ymm1",
    (code) => code.vector(COMPARISONS.lessIntegers.operation, 1, 2, 3, { lanes: 8, prefix: "VEX" }),
  ],
  [
    "vpcmpeqd %ymm3,%ymm2,%ymm1",
    (code) => code.vector(COMPARISONS.equalIntegers.operation, 1, 2, 3, { lanes: 8, prefix: "VEX" }),
  ],
  [
    "vmaskmovps 0x8(%rdi),%ymm2,%ymm1",
    (code) => code.vector(operations.MASKMOVPS, 1, 2, { base: RDI, offset: 8 }, { lanes: 8, prefix: "VEX" }),
  ],
  [
    "vmaskmovps %ymm1,%ymm2,0x8(%rdi)",
    (code) => code.vector(operations.MASKMOVPS_TO, 1, 2, { base: RDI, offset: 8 }, { lanes: 8, prefix: "VEX" }),
  ],
  [
    "vmovups 0x8(%rdi),%xmm1",
    (code) => code.vector(operations.MOVUPS, 1, 0, { base: RDI, offset: 8 }, { lanes: 4, prefix: "VEX" }),
  ],
  ["vxorps %ymm3,%ymm3,%ymm3", (code) => code.vector(operations.XORPS, 3, 3, 3, { lanes: 8, prefix: "VEX" })],
]);

const ONLY_AVX512 = named([
  [
    "vblendmps %zmm3,%zmm20,%zmm1{%k1}",
    (code) => code.vector(operations.BLENDMPS, 1, 20, 3, { lanes: 16, prefix: "EVEX", mask: 1 }),
  ],
  [
    "vshuff32x4 $0x4e,%zmm17,%zmm17,%zmm4",
    (code) => code.vector(operations.SHUFF32X4, 4, 17, 17, { lanes: 16, prefix: "EVEX", immediate: 0x4e }),
  ],
  ["vpermi2ps %zmm3,%zmm20,%zmm1", (code) => code.vector(operations.PERMI2PS, 1, 20, 3, { lanes: 16, prefix: "EVEX" })],
  [
    "vrndscaleps $0xa,%zmm8,%zmm26",
    (code) => code.vector(UNARY.ceil.operation, 26, 0, 8, { lanes: 16, prefix: "EVEX", immediate: 10 }),
  ],
  [
    "vcmple_oqps %zmm3,%zmm18,%k1",
    (code) => code.vector(COMPARISONS.lessOrEqual.operation, 1, 18, 3, { lanes: 16, prefix: "EVEX", immediate: 0x12 }),
  ],
  [
    "vpcmpgtd %zmm3,%zmm18,%k1",
    (code) => code.vector(COMPARISONS.lessIntegers.operation, 1, 18, 3, { lanes: 16, prefix: "EVEX" }),
  ],
  [
    "vmovups 0x8(%rdi),%zmm1{%k1}{z}",
    (code) =>
      code.vector(
        operations.MOVUPS,
        1,
        0,
        { base: RDI, offset: 8 },
        { lanes: 16, prefix: "EVEX", mask: 1, zeroing: true },
      ),
  ],
  [
    "vmovups %zmm30,0x40(%rdi){%k1}",
    (code) =>
      code.vector(operations.MOVUPS_TO, 30, 0, { base: RDI, offset: 64 }, { lanes: 16, prefix: "EVEX", mask: 1 }),
  ],
]);

/** What objdump reads in machine code, one instruction a line. */
function disassemble(code: Uint8Array): readonly string[] {
  const file = join(temporaryFolder(), "code");
  writeFileSync(file, code);
  const options = ["-D", "-b", "binary", "-m", "i386:x86-64", "--no-show-raw-insn", file];
  const text = execFileSync("objdump", options, { encoding: "utf8" });
  return [...text.matchAll(/^\s*[0-9a-f]+:\t(.*)$/gm)].map(([, line = ""]) =>
    line
      .replace(/\s+#.*$/, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

describe("The assembler", () => {
  for (const [name, cases] of [
    ["AVX2", [...casesOf(8, "VEX"), ...casesOf(4, "VEX"), ...ONLY_AVX2]],
    ["AVX-512", [...casesOf(16, "EVEX"), ...casesOf(8, "EVEX"), ...casesOf(4, "EVEX"), ...ONLY_AVX512]],
  ] as const)
    it(`writes what objdump reads: ${cases.length} instructions for ${name}`, function () {
      needs(this, "objdump", "objdump (apt-get install binutils)");
      const assembler = new Assembler();
      for (const { write } of cases) write(assembler);
      assert.deepEqual(
        // objdump marks the prefix where the other would do.
        disassemble(assembler.finish()).slice(0, cases.length).join("\n").replaceAll("{evex} ", ""),
        cases.map(({ expected }) => expected).join("\n"),
      );
    });

  it("refuses an offset that does not fit", () => {
    const assembler = new Assembler();
    assert.throws(() => assembler.general(0x8b, 0, { base: RDI, offset: 2 ** 33 }, true), RangeError);
  });
});
