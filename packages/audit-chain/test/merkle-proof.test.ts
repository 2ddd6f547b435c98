import { expect, it } from 'vitest'
import { leafHash, nodeHash } from '../src/hash.ts'
import { type HashReader, type Node, readFrontier, readHashes, rootOf } from '../src/merkle.ts'
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../src/merkle-proof.ts'

// All leaves are alike, so that a node's hash depends on its level alone and a tree of any size can be had.
const leaf = leafHash('the same')
const levels = Array.from({ length: 53 }).reduce<string[]>(
  (hashes) => [...hashes, nodeHash(hashes.at(-1) ?? '', hashes.at(-1) ?? '')],
  [leaf],
)
const alike: HashReader = (nodes) => nodes.map(({ level }) => levels[level] ?? '')
const headOf = async (size: number) => ({ size, root: rootOf(await readFrontier(size, alike)) })

const most = Number.MAX_SAFE_INTEGER
const sizes = [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 + 5, 2 ** 40 + 2 ** 33 + 1, 2 ** 52, most]

it.each(sizes)('proves and verifies in a tree of %d leaves', async (size) => {
  const head = await headOf(size)
  for (const index of [0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 3, size - 1].filter((at) => at < size)) {
    const proof = await proveInclusion(index, size, alike)
    expect(verifyInclusion(leaf, index, head, proof)).toBe(true)
    expect(verifyInclusion(leaf, index, head, proof.slice(1))).toBe(false)
    expect(verifyInclusion(leafHash('another'), index, head, proof)).toBe(false)
  }
  expect((await proveInclusion(0, size, alike)).length).toBe(Math.ceil(Math.log2(size)))
  for (const old of [1, 2 ** 31 - 1, 2 ** 31, size - 1].filter((at) => at < size)) {
    const proof = await proveConsistency(old, size, alike)
    expect(verifyConsistency(await headOf(old), head, proof)).toBe(true)
    expect(verifyConsistency(await headOf(old + 1), head, proof)).toBe(false)
  }
})

it('a bit above the 32nd tells two indexes apart', async () => {
  const size = 2 ** 33
  const asked = async (index: number) => {
    const nodes: Node[] = []
    await proveInclusion(index, size, (wanted) => {
      nodes.push(...wanted)
      return alike(wanted)
    })
    return nodes
  }
  expect((await asked(2 ** 32))[0]).toEqual({ level: 0, index: 2 ** 32 + 1 })
  expect((await asked(2 ** 32)).at(-1)).toEqual({ level: 32, index: 0 })
  expect((await asked(0)).at(-1)).toEqual({ level: 32, index: 1 })
})

it('sizes and indexes that are no counts prove nothing', () => {
  const root = leaf
  for (const size of [Number.NaN, -1, 0, 1.5, 2 ** 53, 2 ** 64, Number.POSITIVE_INFINITY]) {
    expect(verifyInclusion(leaf, 0, { size, root }, [])).toBe(false)
    expect(verifyConsistency({ size, root }, { size, root }, [])).toBe(false)
    expect(verifyConsistency({ size: 1, root }, { size, root }, [])).toBe(false)
  }
  for (const index of [Number.NaN, -1, 0.5, 1, 2 ** 64]) {
    expect(verifyInclusion(leaf, index, { size: 1, root }, [])).toBe(false)
  }
  expect(verifyInclusion(leaf, 0, { size: 1, root }, [])).toBe(true)
})

it('equal sizes need equal roots and an empty proof', () => {
  const [one, other] = [
    { size: 5, root: leaf },
    { size: 5, root: leafHash('b') },
  ]
  expect(verifyConsistency(one, one, [])).toBe(true)
  expect(verifyConsistency(one, other, [])).toBe(false)
  expect(verifyConsistency(one, one, [leaf])).toBe(false)
})

it('a reader is asked once, for all', async () => {
  let asked = 0
  await proveInclusion(3, 1_000_000, (nodes) => {
    asked++
    return alike(nodes)
  })
  expect(asked).toBe(1)
})

it('a reader that gives too little, or other than hashes, is found out', async () => {
  const nodes = [
    { level: 0, index: 0 },
    { level: 0, index: 1 },
  ]
  await expect(readHashes(nodes, () => [leaf])).rejects.toThrow(
    'audit-chain: a reader was asked for 2 hashes, got 1',
  )
  await expect(readHashes(nodes, () => [leaf, 'short'])).rejects.toThrow('got 2 of 32,5 bytes')
})

it('what cannot be proved is misuse', async () => {
  await expect(proveInclusion(5, 5, alike)).rejects.toThrow(
    'audit-chain: an index must be below the size 5, got 5',
  )
  await expect(proveInclusion(-1, 5, alike)).rejects.toThrow(RangeError)
  await expect(proveInclusion(0, 2 ** 53, alike)).rejects.toThrow(RangeError)
  await expect(proveConsistency(0, 5, alike)).rejects.toThrow(
    'audit-chain: the old size must be from 1 to 5, got 0',
  )
  await expect(proveConsistency(6, 5, alike)).rejects.toThrow(RangeError)
})
