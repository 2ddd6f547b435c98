import { deepStrictEqual as same } from 'node:assert'
import { systemMonotonic, systemRandom, systemTimers } from '@sallyport/core'
import type { DeliveryStore } from '../delivery-store.ts'
import type { DeliveryStoreUnderTest } from '../testing.ts'
import { type Given, longMs } from './case.ts'

/** What a case is given. */
export function given({ store, other = store, pass }: DeliveryStoreUnderTest): Given {
  const lease: Given['lease'] = async (from, key, holdMs = longMs) => {
    const claimed = await from.claim(key, holdMs)
    same(claimed.state, 'fresh')
    return 'lease' in claimed ? claimed.lease : ''
  }
  const time =
    pass === undefined ? realTime(store) : givenTime(pass, (key) => lease(store, key, longMs))
  return {
    ...{ store, other, lease, ...time },
    key: () => `case-${run}-${keys++}`,
    state: async (from, key) => (await from.claim(key, longMs)).state,
  }
}

type Time = Pick<Given, 'shortMs' | 'pass' | 'now' | 'reclaimed'>

function givenTime(pass: (ms: number) => void, lease: (key: string) => Promise<string>): Time {
  let passed = 0
  const time: Time = {
    shortMs: 60_000,
    now: () => passed,
    async pass(ms) {
      passed += ms
      pass(ms)
    },
    async reclaimed(key) {
      await time.pass(time.shortMs)
      return lease(key)
    },
  }
  return time
}

const pollMs = 10
const patienceMs = 60_000

/** Of a server, whose time nobody moves: asked again and again. */
const realTime = (store: DeliveryStore): Time => ({
  shortMs: 250,
  now: systemMonotonic,
  pass: wait,
  async reclaimed(key) {
    for (const from = systemMonotonic(); ; await wait(pollMs)) {
      const claimed = await store.claim(key, longMs)
      if (claimed.state === 'fresh') return claimed.lease
      if (systemMonotonic() - from > patienceMs) throw new Error(`still ${claimed.state}`)
    }
  },
})

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    systemTimers.after(ms, resolve)
  })

let keys = 0
// Data may outlive the run.
const run = Array.from(systemRandom(6), (byte) => byte.toString(36)).join('')
