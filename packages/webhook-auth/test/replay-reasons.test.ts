import { manualTime } from '@sallyport/core/testing'
import { idempotent, onceOnly } from '@sallyport/webhook-auth'
import { replayReasons, serviceReasons, signatureReasons } from '@sallyport/webhook-auth/reasons'
import { describe, expect, it } from 'vitest'
import type { SignatureDenial } from '../src/catalog.ts'
import { refusal } from '../src/judge.ts'
import { awayStore } from './support/away-store.ts'
import { bodyOnly, route, sent } from './support/deliveries.ts'

const store = (maxKeys = 10) => awayStore(manualTime().monotonic, maxKeys)
const ask = (guard: Parameters<typeof route>[1]) => route(bodyOnly, guard)(sent(bodyOnly), {})

/** A way to each refusal there is. */
const ways: Readonly<Record<keyof typeof replayReasons, () => ReturnType<typeof ask>>> = {
  async delivery_replayed() {
    const guard = onceOnly({ store: store() })
    await ask(guard)
    return ask(guard)
  },
  async delivery_in_progress() {
    const { guard } = idempotent({ store: store() })
    await ask(guard)
    return ask(guard)
  },
  async delivery_done() {
    const { guard, observer } = idempotent({ store: store() })
    const request = sent(bodyOnly)
    const ended = observer(request)
    await route(bodyOnly, guard)(request, {})
    await ended({ status: 200, bytes: 0, aborted: false })
    return ask(guard)
  },
  async replay_store_full() {
    const full = store(1)
    await full.claim('another', 60_000)
    return ask(onceOnly({ store: full }))
  },
  replay_store_unavailable() {
    const away = store()
    away.mode = 'rejects'
    return ask(onceOnly({ store: away }))
  },
}

describe('replayReasons', () => {
  it.each(Object.entries(ways))('%s is given with the status it says', async (reason, way) => {
    const { status } = replayReasons[reason as keyof typeof replayReasons]
    expect(await way()).toMatchObject({ ok: false, reason, status })
  })

  it.each(Object.entries(replayReasons))('%s says what happened and what to do', (name, reason) => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(reason.meaning).toMatch(/^[A-Z].+\.$/)
    expect(reason.remedy).toMatch(/^[A-Z].+\.$/)
  })
})

describe('signatureReasons and serviceReasons', () => {
  it.each(Object.entries(signatureReasons))(
    '%s has the status that it is refused with',
    (reason, { status }) => {
      expect(refusal(reason as SignatureDenial)).toMatchObject({ reason, status })
    },
  )

  it('look alike from outside where a service is not there', () => {
    expect(Object.values(serviceReasons).map(({ status }) => status)).toEqual([401, 401])
  })
})
