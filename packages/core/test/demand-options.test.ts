import { demandOptions } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

describe('options', () => {
  it('may be those that there are', () => {
    expect(() => demandOptions('shop: open()', { a: 1 }, ['a', 'b'])).not.toThrow()
  })

  it('may be a manual time as a whole, where part of it is taken', () => {
    expect(() => demandOptions('shop: open()', manualTime(), ['clock'])).not.toThrow()
    expect(() => demandOptions('shop: open()', manualTime(), ['a'])).toThrow('takes only a, got')
  })

  it.each([
    [{ c: 1 }, 'shop: open() takes only a, b, got "c"'],
    [{ 'a"\n': 1 }, String.raw`shop: open() takes only a, b, got "a\"\n"`],
    [null, 'shop: open() takes options by name, got null'],
    [() => 1, 'shop: open() takes options by name, got function'],
    ['x'.repeat(1_000), 'shop: open() takes options by name, got string'],
  ])('are refused otherwise: %#', (given, message) => {
    expect(() => demandOptions('shop: open()', given, ['a', 'b'])).toThrow(new TypeError(message))
  })
})
