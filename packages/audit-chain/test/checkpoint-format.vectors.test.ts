import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openCheckpoint, type UnprovenReason, verifyProof } from '@sallyport/audit-chain'
import { expect, it } from 'vitest'
import { encodeBundle, parseBundle } from '../src/bundle.ts'
import { signCheckpoint } from '../src/checkpoint.ts'
import { decodeHash, encodeHash, leafHash } from '../src/hash.ts'
import { appended, emptyFrontier, rootOf } from '../src/merkle.ts'
import { proveConsistency, proveInclusion, verifyConsistency } from '../src/merkle-proof.ts'
import { newSigningKey, noteSigner } from '../src/note-key.ts'
import { formatProof } from '../src/proof.ts'
import { encodeTile, newTiles, tileHashes, tilePath } from '../src/tiles.ts'
import { asHash, subproof, treeHash } from './support/naive-tree.ts'

interface Tree {
  readonly entries: readonly string[]
  readonly leaves: readonly string[]
  readonly roots: readonly string[]
  readonly consistency: { readonly old: number; readonly size: number; readonly hashes: string[] }
}
interface Files {
  readonly tile: { readonly path: string; readonly base64: string }
  readonly bundle: { readonly path: string; readonly hex: string }
}
interface Key {
  readonly seed: string
  readonly verifierKey: string
}
interface Checkpoint {
  readonly size: number
  readonly signedBy: readonly number[]
  readonly checkpoint: string
}
interface Refused {
  readonly checkpoint: string
  readonly reason: UnprovenReason
  readonly why: string
}

const page = readFileSync(new URL('../../../docs/formats/checkpoint.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, json = '']) => JSON.parse(json))
const [tree, files, keyPairs, checkpoints, proof, refused] = blocks as [
  Tree,
  Files,
  readonly Key[],
  readonly Checkpoint[],
  { readonly entry: string; readonly proof: string },
  readonly Refused[],
]

const origin = 'log.example/audit'
const data = tree.entries.map((entry) => Buffer.from(entry))
const leaves = data.map(leafHash)
const keys = keyPairs.map(({ verifierKey }) => verifierKey)
const signers = keyPairs.map(({ seed }) =>
  noteSigner(newSigningKey(origin, () => Buffer.from(seed, 'hex')).signingKey),
)
const headOf = (size: number) => ({
  size,
  root: rootOf(appended(emptyFrontier, leaves.slice(0, size))),
})
const hashes = tileHashes(data.length, () => [Buffer.from(files.tile.base64, 'base64')])

it('the tree (sections 1, 6 and 8.1)', async () => {
  expect(leaves.map(encodeHash)).toEqual(tree.leaves)
  const { old, size, hashes: wanted } = tree.consistency
  for (const [n, root] of tree.roots.entries()) {
    expect(encodeHash(headOf(n).root)).toBe(root)
    expect(treeHash(data.slice(0, n)).toString('base64')).toBe(root)
  }
  const path = await proveConsistency(old, size, hashes)
  expect(path.map(encodeHash)).toEqual(wanted)
  expect(subproof(old, data.slice(0, size), true).map(asHash)).toEqual(path)
  expect(
    verifyConsistency(
      headOf(old),
      headOf(size),
      wanted.map((it) => decodeHash(it) ?? ''),
    ),
  ).toBe(true)
})

it('its files (sections 4 and 8.2)', () => {
  const [tile, ...others] = newTiles(0, data.length)
  if (tile === undefined) expect.unreachable()
  expect(others).toEqual([])
  expect(tilePath(tile)).toBe(files.tile.path)
  expect(Buffer.from(encodeTile(leaves)).toString('base64')).toBe(files.tile.base64)
  expect(tilePath({ ...tile, level: 'entries' })).toBe(files.bundle.path)
  const bundle = Buffer.from(files.bundle.hex, 'hex')
  expect(Buffer.from(encodeBundle(data))).toEqual(bundle)
  expect(parseBundle(bundle, data.length)?.map(String)).toEqual(tree.entries)
})

/** Section 2 without the package: the private key of RFC 8410's shape, and its public bytes. */
function rawKey({ seed }: Key) {
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex')
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const typed = Buffer.concat([Buffer.of(1), spki.subarray(-32)])
  const hashed = createHash('sha256').update(`${origin}\n`).update(typed).digest()
  return { privateKey, typed, id: hashed.subarray(0, 4) }
}

it.each(keyPairs)('the key $verifierKey (sections 2 and 8.3)', (pair) => {
  const { typed, id } = rawKey(pair)
  expect(pair.verifierKey).toBe(`${origin}+${id.toString('hex')}+${typed.toString('base64')}`)
  expect(signers.map(({ verifierKey }) => verifierKey)).toContain(pair.verifierKey)
})

it.each(checkpoints)('the checkpoint of size $size (sections 3 and 8.4)', async (vector) => {
  const { size, signedBy, checkpoint } = vector
  const root = tree.roots[size] ?? ''
  const text = `${origin}\n${size}\n${root}\n`
  const pairs = signedBy.map((i) => keyPairs[i] as Key)
  const lines = pairs.map(rawKey).map(({ privateKey, id }) => {
    const signature = sign(null, Buffer.from(text), privateKey)
    return `— ${origin} ${Buffer.concat([id, signature]).toString('base64')}\n`
  })
  expect(`${text}\n${lines.join('')}`).toBe(checkpoint)
  const chosen = signedBy.map((i) => signers[i] ?? expect.unreachable())
  expect(await signCheckpoint(origin, headOf(size), chosen)).toBe(checkpoint)
  const opened = openCheckpoint(checkpoint, { origin, keys })
  expect(opened).toMatchObject({ ok: true, origin, size, root, extensions: [] })
  expect(opened.ok && opened.signedBy).toHaveLength(signedBy.length)
})

it('the checkpoint that the page shows is one of them (section 3)', () => {
  expect(page).toContain(`\`\`\`\n${checkpoints[1]?.checkpoint}\`\`\``)
})

it('who knows one of the keys reads what both have signed (section 3.1)', () => {
  const { checkpoint = '' } = checkpoints[1] ?? {}
  for (const key of keys) {
    expect(openCheckpoint(checkpoint, { origin, keys: [key] })).toMatchObject({ ok: true, size: 5 })
  }
  const [, next = ''] = keys
  const { checkpoint: before = '' } = checkpoints[0] ?? {}
  expect(openCheckpoint(before, { origin, keys: [next] })).toEqual({
    ok: false,
    reason: 'unverifiable',
  })
})

it('the proof (sections 5 and 8.5)', async () => {
  const { checkpoint = '' } = checkpoints[1] ?? {}
  const index = tree.entries.indexOf(proof.entry)
  const path = await proveInclusion(index, data.length, hashes)
  expect(formatProof({ index, hashes: path, checkpoint })).toBe(proof.proof)
  expect(verifyProof(proof.proof, { entry: proof.entry, origin, keys })).toEqual({
    ok: true,
    index: 1,
    size: 5,
  })
})

it.each(refused)('refuses as $reason: $why (sections 7 and 8.6)', ({ checkpoint, reason }) => {
  expect(openCheckpoint(checkpoint, { origin, keys })).toEqual({ ok: false, reason })
})

it('each answer has a vector (section 7)', () => {
  const answers = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, answer]) => answer)
  expect(answers).toEqual(['malformed', 'wrong', 'unverifiable'])
  expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(answers))
})
