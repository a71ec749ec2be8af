#include "textflag.h"

// SSE2, which every amd64 processor has; AVX2 only where the caller says so.

// Sixteen bytes from tail<>+n on are n bytes of ones behind zeros.
DATA tail<>+0(SB)/8, $0
DATA tail<>+8(SB)/8, $0
DATA tail<>+16(SB)/8, $-1
DATA tail<>+24(SB)/8, $-1
GLOBL tail<>(SB), RODATA|NOPTR, $32

DATA order<>+0(SB)/8, $0x0000000400000000
DATA order<>+8(SB)/8, $0x0000000500000001
DATA order<>+16(SB)/8, $0x0000000600000002
DATA order<>+24(SB)/8, $0x0000000700000003
GLOBL order<>(SB), RODATA|NOPTR, $32

// func cpuid(leaf, sub uint32) (a, b, c, d uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-24
	MOVL leaf+0(FP), AX
	MOVL sub+4(FP), CX
	CPUID
	MOVL AX, a+8(FP)
	MOVL BX, b+12(FP)
	MOVL CX, c+16(FP)
	MOVL DX, d+20(FP)
	RET

// func xgetbv() (a uint32)
TEXT ·xgetbv(SB), NOSPLIT, $0-4
	XORL CX, CX
	XGETBV
	MOVL AX, a+0(FP)
	RET

// func sumBytes(p *byte, n int) uint64
TEXT ·sumBytes(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), SI
	MOVQ n+8(FP), CX
	LEAQ -16(SI)(CX*1), DX  // the last sixteen
	PXOR X0, X0             // zero
	PXOR X1, X1             // two sums
	PXOR X2, X2             // two more
	SUBQ $32, CX
	JLT  last

loop:
	MOVOU  (SI), X3
	MOVOU  16(SI), X4
	PSADBW X0, X3
	PSADBW X0, X4
	PADDQ  X3, X1
	PADDQ  X4, X2
	ADDQ   $32, SI
	SUBQ   $32, CX
	JGE    loop

last:
	ADDQ   $32, CX          // less than 32 are left
	MOVQ   CX, AX
	ANDQ   $15, AX
	LEAQ   tail<>(SB), BX
	MOVOU  (DX), X3         // what of these is left beyond whole sixteens
	MOVOU  (BX)(AX*1), X4
	PAND   X4, X3
	PSADBW X0, X3
	PADDQ  X3, X2
	CMPQ   CX, $16
	JLT    done
	MOVOU  (SI), X3
	PSADBW X0, X3
	PADDQ  X3, X1

done:
	PADDQ  X2, X1
	MOVOU  X1, X2
	PSRLDQ $8, X2
	PADDQ  X2, X1
	MOVQ   X1, ret+16(FP)
	RET

// TAKE writes the lowest bit of AX as a position and clears it.
#define TAKE(off) \
	BSFQ AX, R8     \
	LEAQ -1(AX), R9 \
	ADDQ R10, R8    \
	ANDQ R9, AX     \
	MOVB R8, off(R11)

// func sohPositions(positions *byte, p *byte, n int) int
TEXT ·sohPositions(SB), NOSPLIT, $0-32
	MOVQ positions+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ n+16(FP), R12
	XORQ R10, R10           // where the block begins
	XORQ CX, CX             // bits of it that were seen with the block before
	MOVQ $0x0101010101010101, AX
	MOVQ AX, X0
	PUNPCKLQDQ X0, X0

block:
	MOVOU    (SI), X1
	MOVOU    16(SI), X2
	MOVOU    32(SI), X3
	MOVOU    48(SI), X4
	PCMPEQB  X0, X1
	PCMPEQB  X0, X2
	PCMPEQB  X0, X3
	PCMPEQB  X0, X4
	PMOVMSKB X1, AX
	PMOVMSKB X2, BX
	PMOVMSKB X3, DX
	PMOVMSKB X4, R8
	SHLQ     $16, BX
	SHLQ     $32, DX
	SHLQ     $48, R8
	ORQ      BX, AX
	ORQ      R8, DX
	ORQ      DX, AX
	SHRQ     CX, AX

	// Count them: in pairs of bits, in fours, in bytes, in all.
	MOVQ  AX, BX
	MOVQ  $0x5555555555555555, R8
	SHRQ  $1, BX
	ANDQ  R8, BX
	MOVQ  AX, R13
	SUBQ  BX, R13
	MOVQ  $0x3333333333333333, R8
	MOVQ  R13, BX
	SHRQ  $2, BX
	ANDQ  R8, R13
	ANDQ  R8, BX
	ADDQ  BX, R13
	MOVQ  R13, BX
	SHRQ  $4, BX
	ADDQ  BX, R13
	MOVQ  $0x0f0f0f0f0f0f0f0f, R8
	ANDQ  R8, R13
	MOVQ  $0x0101010101010101, R8
	IMULQ R8, R13
	SHRQ  $56, R13

	// Eight are written at a time, whether there are as many or not: a branch
	// for each would often be guessed wrong.
	MOVQ DI, R11

eight:
	TAKE(0)
	TAKE(1)
	TAKE(2)
	TAKE(3)
	TAKE(4)
	TAKE(5)
	TAKE(6)
	TAKE(7)
	ADDQ  $8, R11
	TESTQ AX, AX
	JNZ   eight
	ADDQ  R13, DI

	ADDQ $64, SI
	ADDQ $64, R10
	MOVQ R12, CX
	SUBQ R10, CX
	JLE  done
	SUBQ $64, CX
	JGE  full
	ADDQ CX, SI             // the last block overlaps the one before
	NEGQ CX
	JMP  block

full:
	XORQ CX, CX
	JMP  block

done:
	SUBQ positions+0(FP), DI
	MOVQ DI, ret+24(FP)
	RET

// func setQuadsBy(masks *uint64, p unsafe.Pointer, n int, wide bool)
TEXT ·setQuadsBy(SB), NOSPLIT, $0-25
	MOVQ masks+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ n+16(FP), CX
	CMPB wide+24(FP), $0
	JEQ  narrow
	SUBQ $128, CX
	JLT  few
	VPXOR Y0, Y0, Y0
	VMOVDQU order<>(SB), Y5

lines:
	VPCMPEQD  (SI), Y0, Y1  // all ones where four bytes are zero
	VPCMPEQD  32(SI), Y0, Y2
	VPCMPEQD  64(SI), Y0, Y3
	VPCMPEQD  96(SI), Y0, Y4
	VPACKSSDW Y2, Y1, Y1
	VPACKSSDW Y4, Y3, Y3
	VPACKSSWB Y3, Y1, Y1    // a byte for each four, the halves interleaved
	VPERMD    Y1, Y5, Y1
	VPMOVMSKB Y1, AX
	NOTL      AX
	MOVL      AX, (DI)
	ADDQ      $4, DI
	ADDQ      $128, SI
	SUBQ      $128, CX
	JGE       lines
	VZEROUPPER

few:
	ADDQ $128, CX

narrow:
	PXOR X0, X0
	SUBQ $64, CX
	JLT  rest

line:
	MOVOU    (SI), X1
	MOVOU    16(SI), X2
	MOVOU    32(SI), X3
	MOVOU    48(SI), X4
	PCMPEQL  X0, X1         // all ones where four bytes are zero
	PCMPEQL  X0, X2
	PCMPEQL  X0, X3
	PCMPEQL  X0, X4
	PACKSSLW X2, X1
	PACKSSLW X4, X3
	PACKSSWB X3, X1         // a byte for each four
	PMOVMSKB X1, AX
	NOTL     AX
	MOVW     AX, (DI)
	ADDQ     $2, DI
	ADDQ     $64, SI
	SUBQ     $64, CX
	JGE      line

	// Less than a line is left: words from its end on, two bits each.
rest:
	ADDQ $64, CX
	JZ   done
	XORL DX, DX

word:
	MOVQ     -8(SI)(CX*1), X1
	PCMPEQL  X0, X1
	PACKSSLW X1, X1
	PACKSSWB X1, X1
	PMOVMSKB X1, AX
	NOTL     AX
	ANDL     $3, AX
	SHLL     $2, DX
	ORL      AX, DX
	SUBQ     $8, CX
	JNZ      word
	MOVW     DX, (DI)

done:
	RET
