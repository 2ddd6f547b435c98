import { expect, it } from 'vitest'
import { signCheckpoint } from '../src/checkpoint.ts'
import { emptyRoot } from '../src/hash.ts'
import { keysChanged } from '../src/key-change.ts'
import { readVerifierKeys } from '../src/note.ts'
import { openSignedHead } from '../src/open-checkpoint.ts'
import { origin } from './support/growing-log.ts'
import { keyOf, signerOf } from './support/keys.ts'

const keys = [1, 2, 3].map((seed) => keyOf(origin, seed).verifierKey)
const [first = '', second = '', third = ''] = keys

async function signedBy(...seeds: readonly number[]) {
  const signers = seeds.map((seed) => signerOf(origin, seed))
  const text = await signCheckpoint(origin, { size: 0, root: emptyRoot }, signers)
  return { text, opened: openSignedHead(text, origin, readVerifierKeys('keys', keys)) }
}

it.each([
  ['one that comes', [1], [first, second]],
  ['one that goes', [1, 2], [second]],
  ['one in the place of another', [1], [third]],
])('%s is a change', async (_, seeds, now) => {
  expect(keysChanged(await signedBy(...seeds), now)).toEqual({
    type: 'audit.keys_changed',
    outcome: 'success',
    event: { keys: now },
  })
})

it('the same in another order are none', async () => {
  expect(keysChanged(await signedBy(2, 1), [first, second])).toBeUndefined()
})

it('the first ones are none', () => {
  expect(keysChanged(undefined, [first])).toBeUndefined()
})
