import { isSecret, type Secret, secret } from '@sallyport/core'
import { describe, expectTypeOf, it } from 'vitest'

describe('a secret', () => {
  it('is no text and no bytes', () => {
    expectTypeOf(secret('a' as string)).toEqualTypeOf<Secret<string>>()
    expectTypeOf(secret(new Uint8Array()).reveal()).toExtend<Uint8Array>()
    expectTypeOf(secret('a').reveal()).toExtend<string>()
    // @ts-expect-error a secret must be revealed
    const text: string = secret('a')
    // @ts-expect-error only text and bytes are secrets
    secret(5)
    return text
  })

  it('cannot be forged by its methods', () => {
    const forged = { reveal: () => 'a', toString: () => 'a', toJSON: () => 'a' }
    expectTypeOf(forged).not.toExtend<Secret>()
  })

  it('is known again', () => {
    const value = {} as unknown
    if (isSecret(value)) expectTypeOf(value).toEqualTypeOf<Secret<string | Uint8Array>>()
  })
})
