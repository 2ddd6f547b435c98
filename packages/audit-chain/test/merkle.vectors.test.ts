import { expect, it } from 'vitest'
import { emptyRoot, leafHash } from '../src/hash.ts'
import { appended, emptyFrontier, rootOf } from '../src/merkle.ts'
import { verifyConsistency, verifyInclusion } from '../src/merkle-proof.ts'
import {
  type ConsistencyVector,
  type InclusionVector,
  missingVectors,
  vectorsOf,
} from './support/merkle-vectors.ts'

const hashOf = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1')
const hashesOf = (proof: readonly string[] | null): readonly string[] => (proof ?? []).map(hashOf)
const hex = (hash: string): string => Buffer.from(hash, 'latin1').toString('hex')

const skipped = missingVectors('proofs of transparency-dev/merkle')
const inclusion = vectorsOf<InclusionVector>('inclusion')
const consistency = vectorsOf<ConsistencyVector>('consistency')

it.skipIf(skipped)('there are 98 vectors of each kind, good and bad', () => {
  expect([inclusion.length, consistency.length]).toEqual([98, 98])
  expect(inclusion.filter(({ wantErr }) => !wantErr)).toHaveLength(6)
  expect(consistency.filter(({ wantErr }) => !wantErr)).toHaveLength(6)
})

it.skipIf(skipped)('inclusion: each as it says', () => {
  const wrong = inclusion.filter(({ leafHash: leaf, leafIdx, treeSize, root, proof, wantErr }) => {
    const head = { size: treeSize, root: hashOf(root) }
    return verifyInclusion(hashOf(leaf), leafIdx, head, hashesOf(proof)) === wantErr
  })
  expect(wrong.map(({ file }) => file)).toEqual([])
})

it.skipIf(skipped)('consistency: each as it says', () => {
  const wrong = consistency.filter(({ size1, root1, size2, root2, proof, wantErr }) => {
    const [old, now] = [
      { size: size1, root: hashOf(root1) },
      { size: size2, root: hashOf(root2) },
    ]
    return verifyConsistency(old, now, hashesOf(proof)) === wantErr
  })
  expect(wrong.map(({ file }) => file)).toEqual([])
})

// transparency-dev/merkle, testonly/constants.go: LeafInputs, the leaves of NodeHashes, RootHashes.
const entries = [
  ...['', '00', '10', '2021', '3031', '40414243', '5051525354555657'],
  '606162636465666768696a6b6c6d6e6f',
]
const leaves = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7',
  '07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7',
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  '4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658',
  'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  '46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1',
]
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

it('has the leaves and roots of transparency-dev/merkle', () => {
  const hashes = entries.map((entry) => leafHash(Buffer.from(entry, 'hex')))
  expect(hashes.map(hex)).toEqual(leaves)
  const trees = roots.map((_, size) => appended(emptyFrontier, hashes.slice(0, size)))
  expect(trees.map((tree) => hex(rootOf(tree)))).toEqual(roots)
  expect(hex(emptyRoot)).toBe(roots[0])
})

it('has the leaf of golang.org/x/mod, sumdb/tlog/note_test.go', () => {
  const root = Buffer.from(leafHash('hello world'), 'latin1').toString('base64')
  expect(root).toBe('TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=')
})
