import { demandOptions } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

describe('options', () => {
  it('may be those that there are', () => {
    expect(() => demandOptions('shop: open()', { a: 1 }, ['a', 'b'])).not.toThrow()
  })

  it('may have a manual time spread into them, whatever of it is used', () => {
    expect(() => demandOptions('shop: open()', manualTime(), ['clock'])).not.toThrow()
  })

  it.each([
    [{ c: 1 }, 'shop: open() has no option "c"; there are a, b'],
    [{ 'a"\n': 1 }, String.raw`shop: open() has no option "a\"\n"; there are a, b`],
    [null, 'shop: open() takes an object of options, got null'],
    [() => 1, 'shop: open() takes an object of options, got a function'],
    ['x'.repeat(1_000), 'shop: open() takes an object of options, got a string'],
  ])('are refused otherwise: %#', (given, message) => {
    expect(() => demandOptions('shop: open()', given, ['a', 'b'])).toThrow(new TypeError(message))
  })
})
