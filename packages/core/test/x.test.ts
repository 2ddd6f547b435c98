import { hello } from '@sallyport/core'
import { expect, it } from 'vitest'

it('x', () => {
  expect([hello, process.version]).toEqual(['x', 'v26.10.0'])
})
