import { DatabaseSync } from 'node:sqlite'
import { sqliteLimitStore } from '@sallyport/limits/sqlite'
import fc from 'fast-check'
import { it } from 'vitest'
import { playedLikeMemory, plays } from './support/like-memory.ts'

it('sqliteLimitStore answers as memoryLimitStore does, whatever is done in whatever order', () => {
  const store = sqliteLimitStore(new DatabaseSync(':memory:'))
  return fc.assert(
    fc.asyncProperty(plays, (play) => playedLikeMemory(store, play)),
    { numRuns: 200 },
  )
})
