import { nextTurn } from '@sallyport/core/node'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.useRealTimers()
})

it('runs after whatever is ready, promises and what they make ready too', async () => {
  const order: string[] = []
  const turned = new Promise<void>((resolve) =>
    nextTurn(() => {
      order.push('turned')
      resolve()
    }),
  )
  process.nextTick(() => order.push('tick'))
  await Promise.resolve().then(() => order.push('promise'))
  await Promise.resolve().then(() => order.push('one more'))
  await turned
  expect(order).toEqual(['promise', 'one more', 'tick', 'turned'])
})

it('runs where timers are faked', async () => {
  vi.useFakeTimers()
  await expect(new Promise<void>(nextTurn)).resolves.toBeUndefined()
})
