import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { leafHash, nodeHash } from '../src/hash.ts'
import {
  appended,
  emptyFrontier,
  frontierFirst,
  type Node,
  nodesOf,
  readFrontier,
  rootOf,
} from '../src/merkle.ts'
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../src/merkle-proof.ts'
import {
  asHash,
  auditPath,
  entriesOf,
  naiveReader,
  subproof,
  treeHash,
} from './support/naive-tree.ts'

const most = 41
const data = entriesOf(most)
const leaves = data.map((entry) => leafHash(entry))
const read = naiveReader(data)
const heads = Array.from({ length: most + 1 }, (_, size) => ({
  size,
  root: asHash(treeHash(data.slice(0, size))),
}))
const headOf = (size: number) => heads[size] ?? { size, root: '' }

const bytes = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 40 })

it('the root is that of the naive tree, wherever the leaves are parted', () => {
  fc.assert(
    fc.property(bytes, fc.nat(40), (entries, at) => {
      const hashes = entries.map((entry) => leafHash(entry))
      const first = appended(emptyFrontier, hashes.slice(0, at))
      const before = structuredClone(first)
      const all = appended(first, hashes.slice(at))
      expect(first).toEqual(before)
      expect(rootOf(all)).toBe(asHash(treeHash(entries)))
      expect(all).toEqual(appended(emptyFrontier, hashes))
    }),
  )
})

it('text is hashed as its UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(leafHash(text)).toBe(leafHash(Buffer.from(text)))
    }),
  )
})

it('tells of each whole subtree once, with the hash that it has', async () => {
  const seen: (readonly [Node, string])[] = []
  let tree = emptyFrontier
  for (const leaf of leaves) {
    tree = appended(tree, [leaf], (level, index, hash) => seen.push([{ level, index }, hash]))
  }
  const nodes = seen.map(([node]) => node)
  expect(await read(nodes)).toEqual(seen.map(([, hash]) => hash))
  // 41 = 32 + 8 + 1: as many inner nodes as leaves, less one for each peak.
  expect(new Set(nodes.map(({ level, index }) => `${level}/${index}`)).size).toBe(most - 3)
})

it('proves each leaf of each size as the naive tree does, and verifies it', async () => {
  for (const { size, root } of heads) {
    for (let index = 0; index < size; index++) {
      const proof = await proveInclusion(index, size, read)
      expect(proof).toEqual(auditPath(index, data.slice(0, size)).map(asHash))
      expect(verifyInclusion(leaves[index] ?? '', index, { size, root }, proof)).toBe(true)
    }
  }
})

it('proves each older size of each size as the naive tree does, and verifies it', async () => {
  for (const now of heads) {
    for (const old of heads.slice(1, now.size + 1)) {
      const proof = await proveConsistency(old.size, now.size, read)
      expect(proof).toEqual(subproof(old.size, data.slice(0, now.size), true).map(asHash))
      expect(verifyConsistency(old, now, proof)).toBe(true)
    }
  }
})

const altered = (
  proof: readonly string[],
  at: number,
  bit: number,
): readonly (readonly string[])[] => {
  const flipped = proof.map((hash, i) => {
    if (i !== at % proof.length) return hash
    const changed = Buffer.from(hash, 'latin1')
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return changed.toString('latin1')
  })
  const other = asHash(treeHash([]))
  const cut = at % (proof.length + 1)
  return [
    ...(proof.length > 0 ? [flipped, proof.slice(1), proof.slice(0, -1)] : []),
    [...proof.slice(0, cut), other, ...proof.slice(cut)],
    [...proof, ...proof.slice(-1), other],
    ...(proof.length > 0
      ? [
          [`${proof[0]} `, ...proof.slice(1)],
          ['', ...proof.slice(1)],
        ]
      : []),
  ]
}

const size = fc.integer({ min: 1, max: most })
const bit = fc.integer({ min: 0, max: 255 })

it('refuses each altered inclusion proof, place, size, leaf and root', async () => {
  await fc.assert(
    fc.asyncProperty(size, fc.nat(), fc.nat(), bit, async (n, place, at, flip) => {
      const index = place % n
      const [head, leaf] = [headOf(n), leaves[index] ?? '']
      const proof = await proveInclusion(index, n, read)
      for (const bad of altered(proof, at, flip)) {
        expect(verifyInclusion(leaf, index, head, bad)).toBe(false)
      }
      const other = (index + 1) % most
      expect(verifyInclusion(leaf, other, head, proof)).toBe(false)
      expect(verifyInclusion(leaves[other] ?? '', index, head, proof)).toBe(false)
      expect(verifyInclusion(leaf, index, headOf((n + 1) % most), proof)).toBe(false)
    }),
  )
})

it('refuses each altered consistency proof, size and root', async () => {
  await fc.assert(
    fc.asyncProperty(size, size, fc.nat(), bit, async (a, b, at, flip) => {
      const [old, now] = [headOf(Math.min(a, b)), headOf(Math.max(a, b))]
      const proof = await proveConsistency(old.size, now.size, read)
      for (const bad of altered(proof, at, flip)) {
        expect(verifyConsistency(old, now, bad)).toBe(false)
      }
      const other = leafHash('other')
      expect(verifyConsistency({ ...old, root: other }, now, proof)).toBe(false)
      expect(verifyConsistency(old, { ...now, root: other }, proof)).toBe(false)
      if (old.size !== now.size) expect(verifyConsistency(now, old, proof)).toBe(false)
    }),
  )
})

it('an inner node shown as an entry is another leaf', () => {
  const [left = '', right = ''] = leaves
  expect(leafHash(Buffer.from(left + right, 'latin1'))).not.toBe(nodeHash(left, right))
})

it('a frontier is read as it was appended, and answers without being asked', async () => {
  for (const { size: n } of heads) {
    const tree = appended(emptyFrontier, leaves.slice(0, n))
    expect(await readFrontier(n, read)).toEqual(tree)
    const asked: Node[] = []
    const counted = frontierFirst(tree, (nodes) => {
      asked.push(...nodes)
      return read(nodes)
    })
    expect(await readFrontier(n, counted)).toEqual(tree)
    expect(asked).toEqual([])
    if (n === 0) continue
    const proof = await proveInclusion(0, n, counted)
    expect(proof).toEqual(await proveInclusion(0, n, read))
    const peaks = nodesOf({ from: 0, to: n })
    expect(asked.filter((node) => peaks.some((peak) => isDeepStrictEqual(peak, node)))).toEqual([])
  }
})
