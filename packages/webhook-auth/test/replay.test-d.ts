import { decider, every } from '@sallyport/core'
import { idempotent, memoryDeliveryStore, onceOnly, signedBy } from '@sallyport/webhook-auth'
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
