import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { defineScopes } from '@sallyport/scopes'
import { expect, it } from 'vitest'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Bytes of all the sets there are: typed arrays lie outside the heap. */
const bytesOfSets = (): number => {
  // Twice, because what the first one finds is counted out only when the next one begins.
  collect()
  collect()
  return process.memoryUsage().arrayBuffers
}

it('remembers no more of the wildcards that were read than 2,000', () => {
  const areas = 4_096
  const names = Array.from({ length: 4 * areas }, (_, i) => `a${i >> 2}:x${i & 3}`)
  const scopes = defineScopes({ scopes: names })
  const bytesOfSet = names.length / 8
  const before = bytesOfSets()
  for (let i = 0; i < areas; i++)
    for (const wildcard of [`a${i}:*`, `a${i}:**`])
      expect(scopes.read([wildcard]).unknown).toEqual([])
  const sets = (bytesOfSets() - before) / bytesOfSet
  expect(sets).toBeLessThan(2_100)
  expect(scopes.expand(['a4095:*'])).toHaveLength(4)
})
