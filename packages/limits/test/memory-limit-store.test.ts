import { memoryLimitStore } from '@sallyport/limits'
import { limitStoreCases } from '@sallyport/limits/testing'
import { describe, it } from 'vitest'

describe('memoryLimitStore, as every store', () => {
  for (const { name, run } of limitStoreCases(() => ({ store: memoryLimitStore() }))) it(name, run)
})
