import {
  type apiKeyReasons,
  type Identified,
  type KeyDenial,
  type RequireKeyOptions,
  requireKey,
} from '@sallyport/api-keys'
import type { Guard, ReasonOf } from '@sallyport/core'
import type { Failures, LimitDenial } from '@sallyport/limits'
import { describe, expectTypeOf, it } from 'vitest'

declare const keys: Parameters<typeof requireKey>[0]
declare const failures: Failures
declare const options: RequireKeyOptions

describe('reasons', () => {
  it('are those of the catalog, and of limits where somebody may be stopped', () => {
    expectTypeOf<keyof typeof apiKeyReasons>().toEqualTypeOf<KeyDenial>()
    expectTypeOf(requireKey(keys)).toEqualTypeOf<Guard<Identified, KeyDenial>>()
    const plain = requireKey(keys, { header: 'x-key', failures: undefined })
    expectTypeOf<ReasonOf<typeof plain>>().toEqualTypeOf<KeyDenial>()
    const stopping = requireKey(keys, { failures })
    expectTypeOf<ReasonOf<typeof stopping>>().toEqualTypeOf<KeyDenial | LimitDenial>()
    const either = requireKey(keys, options)
    expectTypeOf<ReasonOf<typeof either>>().toEqualTypeOf<KeyDenial | LimitDenial>()
  })
})
