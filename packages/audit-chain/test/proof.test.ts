import { createHash } from 'node:crypto'
import { verifyProof } from '@sallyport/audit-chain'
import { beforeAll, expect, it } from 'vitest'
import { signCheckpoint } from '../src/checkpoint.ts'
import { proveInclusion } from '../src/merkle-proof.ts'
import { formatProof, parseProof } from '../src/proof.ts'
import { keyOf, signerOf } from './support/keys.ts'
import { asHash, entriesOf, naiveReader, treeHash } from './support/naive-tree.ts'

const origin = 'log.example/audit'
const keys = [keyOf(origin).verifierKey]
const data = entriesOf(13)
const read = naiveReader(data)

async function proofOf(index: number, size: number, of = origin, seed = 1): Promise<string> {
  const head = { size, root: asHash(treeHash(data.slice(0, size))) }
  const checkpoint = await signCheckpoint(of, head, [signerOf(origin, seed)])
  return formatProof({ index, hashes: await proveInclusion(index, size, read), checkpoint })
}

const answer = (proof: string, entry: string | Uint8Array) => {
  const proven = verifyProof(proof, { entry, origin, keys })
  return proven.ok ? 'ok' : proven.reason
}

let proof = ''
beforeAll(async () => {
  proof = await proofOf(4, 13)
})

it('proves each entry of each size, and no other entry', async () => {
  for (let size = 1; size <= 13; size++) {
    for (let index = 0; index < size; index++) {
      const text = await proofOf(index, size)
      const proven = verifyProof(text, { entry: data[index] ?? '', origin, keys })
      expect(proven).toEqual({ ok: true, index, size })
      expect(answer(text, String(index + 1))).toBe('wrong')
    }
  }
})

it('an entry is text or its UTF-8', () => {
  expect(answer(proof, '4')).toBe('ok')
  expect(answer(proof, Buffer.from('4'))).toBe('ok')
  expect(answer(proof, '4\n')).toBe('wrong')
})

it('three answers', async () => {
  expect(answer(proof.replace('index 4', 'index 5'), '4')).toBe('wrong')
  expect(answer(await proofOf(4, 13, 'log.example/other'), '4')).toBe('wrong')
  expect(answer(await proofOf(4, 13, origin, 2), '4')).toBe('unverifiable')
  expect(answer(proof.replace('\n13\n', '\n14\n'), '4')).toBe('wrong')
  expect(answer(proof.replace('index 4', 'index 04'), '4')).toBe('malformed')
  // Of the note, whose text may begin so, and did not when it was signed.
  expect(answer(proof.replace(origin, `\n${origin}`), '4')).toBe('wrong')
})

const lines = () => proof.split('\n')
const withLine = (at: number, ...given: readonly string[]) =>
  lines()
    .toSpliced(at, 0, ...given)
    .join('\n')

it('more hashes, fewer, and others are wrong', () => {
  const hash = Buffer.alloc(32).toString('base64')
  for (const at of [2, 3, 6]) expect(answer(withLine(at, hash), '4')).toBe('wrong')
  for (const at of [2, 5]) expect(answer(lines().toSpliced(at, 1).join('\n'), '4')).toBe('wrong')
  expect(answer(lines().toSpliced(3, 1, hash).join('\n'), '4')).toBe('wrong')
  const swapped = [lines()[3] ?? '', lines()[2] ?? '']
  expect(
    answer(
      lines()
        .toSpliced(2, 2, ...swapped)
        .join('\n'),
      '4',
    ),
  ).toBe('wrong')
  const many = Array.from({ length: 59 }, () => hash)
  expect(answer(withLine(2, ...many), '4')).toBe('wrong')
  expect(answer(withLine(2, hash, ...many), '4')).toBe('malformed')
  expect(answer(withLine(2, ...Array.from({ length: 10_000 }, () => hash)), '4')).toBe('malformed')
})

it.each([
  ['', 'nothing'],
  ['c2sp.org/tlog-proof@v1', 'a header alone'],
  ['c2sp.org/tlog-proof@v1\nindex 0\n', 'no checkpoint'],
  ['c2sp.org/tlog-proof@v1\n\nindex 0\n\n', 'no index'],
  ['\n\n', 'empty lines'],
])('%j is malformed: %s', (text) => {
  expect(answer(text, '4')).toBe('malformed')
})

it.each([
  ['c2sp.org/tlog-proof@v1', 'c2sp.org/tlog-proof@v2', 'another version'],
  ['c2sp.org/tlog-proof@v1', ' c2sp.org/tlog-proof@v1', 'a space in front'],
  ['index 4', 'index  4', 'two spaces'],
  ['index 4', 'index -4', 'a sign'],
  ['index 4', 'index 4 ', 'a space behind'],
  ['index 4', 'Index 4', 'a capital'],
  ['index 4', 'index 9007199254740992', 'an index that is too large'],
  ['index 4', 'index 4\r', 'a carriage return'],
  ['index 4', 'extra \nindex 4', 'extra data that is empty'],
  ['index 4', 'extra eA\nindex 4', 'extra data without padding'],
  ['index 4', 'extra eA==\nextra eA==\nindex 4', 'extra data twice'],
  ['index 4', 'index 4\nextra eA==', 'extra data behind the index'],
  ['index 4', 'index 4\nindex 4', 'the index twice'],
  ['index 4\n', 'index 4\neA==\n', 'a hash of one byte'],
  ['=\n', '\n', 'a hash without padding'],
])('%j made %j is malformed: %s', (from, to) => {
  expect(proof).toContain(from)
  expect(answer(proof.replace(from, to), '4')).toBe('malformed')
})

it('each letter that is another refuses it', () => {
  for (let i = 0; i < proof.length; i++) {
    const next = String.fromCharCode(proof.charCodeAt(i) ^ 1)
    const changed = proof.slice(0, i) + next + proof.slice(i + 1)
    expect([i, answer(changed, '4')]).not.toEqual([i, 'ok'])
  }
})

it('a proof that is cut anywhere is none', () => {
  for (let end = 0; end < proof.length; end++) {
    expect([end, answer(proof.slice(0, end), '4')]).toEqual([end, 'malformed'])
  }
})

it('extra data is carried, and called what it is', () => {
  const extra = Buffer.from('not signed')
  const read = parseProof(proof)
  if (!read) expect.unreachable()
  const text = formatProof({ ...read, extra })
  expect(text).toContain(`\nextra ${extra.toString('base64')}\nindex 4\n`)
  expect(verifyProof(text, { entry: '4', origin, keys })).toEqual({
    ok: true,
    index: 4,
    size: 13,
    untrustedExtra: extra,
  })
  expect(formatProof({ ...read, extra: new Uint8Array() })).toBe(proof)
})

it('reads what it writes', () => {
  const read = parseProof(proof)
  expect(read && formatProof(read)).toBe(proof)
})

// transparency-dev/formats, proof/tlog_proof_test.go, TestMarshal.
it('reads and writes what others do', () => {
  const [h1, h2] = ['hash1', 'hash2'].map((text) => createHash('sha256').update(text).digest())
  if (h1 === undefined || h2 === undefined) expect.unreachable()
  const [b1, b2] = [h1.toString('base64'), h2.toString('base64')]
  const extra = Buffer.from('extra information')
  const given = [
    [
      { index: 5, hashes: [h1, h2].map(asHash), checkpoint: 'test checkpoint\n' },
      `index 5\n${b1}\n${b2}\n\ntest checkpoint\n`,
    ],
    [
      { index: 10, hashes: [asHash(h1)], checkpoint: 'checkpoint data\n', extra },
      `extra ${extra.toString('base64')}\nindex 10\n${b1}\n\ncheckpoint data\n`,
    ],
    [{ index: 0, hashes: [], checkpoint: 'checkpoint\n' }, 'index 0\n\ncheckpoint\n'],
  ] as const
  for (const [read, rest] of given) {
    const text = `c2sp.org/tlog-proof@v1\n${rest}`
    expect(formatProof(read)).toBe(text)
    expect(parseProof(text)).toEqual(read)
  }
})

// C2SP tlog-proof, the example, whose checkpoint is cut short there.
it('reads the example of the specification', () => {
  const example = `c2sp.org/tlog-proof@v1
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
`
  expect(parseProof(example)).toMatchObject({ index: 73_894, hashes: { length: 5 } })
  const read = parseProof(example)
  expect(read && formatProof(read)).toBe(example)
})
