import { decider, every, type ProofOf } from '@sallyport/core'
import {
  type ClaimedDelivery,
  idempotent,
  memoryDeliveryStore,
  onceOnly,
  signedBy,
} from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { expectTypeOf, it } from 'vitest'

const store = memoryDeliveryStore()
const signed = signedBy(github, { secrets: 'd9f1c2a7b4e84c0f9a3b5d6e7f801234' })

it('stands only where a signature was proved', () => {
  // @ts-expect-error: nothing was proved before
  decider(onceOnly({ store }))
  // @ts-expect-error: nothing was proved before
  decider(idempotent({ store }).guard)
  const decide = decider(every(signed, onceOnly({ store })))
  expectTypeOf(decide).returns.resolves.toExtend<{ ok: boolean }>()
})

it('proves that it has claimed the delivery, and nothing that is proved already', () => {
  const claimed = every(signed, idempotent({ store }).guard)
  expectTypeOf<ProofOf<typeof claimed>>().toExtend<ClaimedDelivery>()
  // @ts-expect-error "delivery" is already proved by an earlier guard
  every(claimed, idempotent({ store }).guard)
})
