import { memoryKeyStore } from '@sallyport/api-keys'
import { keyStoreCases } from '@sallyport/api-keys/testing'
import { describe, it } from 'vitest'

describe('memoryKeyStore, as every store', () => {
  for (const { name, run } of keyStoreCases(() => ({ store: memoryKeyStore() }))) it(name, run)
})
