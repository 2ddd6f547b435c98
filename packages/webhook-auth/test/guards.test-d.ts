import { type BodyDenial, every, type Guard, type ProofOf } from '@sallyport/core'
import { fromNetwork, type NetworkDenial } from '@sallyport/network'
import {
  type SharedSecretProof,
  type SignatureDenial,
  type SignedWebhook,
  sharedSecret,
  signedBy,
  type WebhookDenial,
  webhookAuth,
} from '@sallyport/webhook-auth'
import type { signatureReasons } from '@sallyport/webhook-auth/reasons'
import { github } from '@sallyport/webhook-auth/schemes'
import { describe, expectTypeOf, it } from 'vitest'

const secrets = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'

describe('guards', () => {
  it('compose: a secret that is sent, and one that signs', () => {
    const guard = every(sharedSecret({ secrets }), signedBy(github, { secrets }))
    expectTypeOf(guard).toExtend<
      Guard<SharedSecretProof & SignedWebhook, SignatureDenial | BodyDenial>
    >()
    expectTypeOf<ProofOf<typeof guard>>().toExtend<SharedSecretProof & SignedWebhook>()
    expectTypeOf<ProofOf<typeof guard>['webhook']['keyId']>().toEqualTypeOf<string>()
    expectTypeOf<ProofOf<typeof guard>['sharedSecret']['keyId']>().toEqualTypeOf<string>()
  })

  it('compose with the network, and their reasons add up', () => {
    const guard = every(fromNetwork({ allow: [] }), signedBy(github, { secrets }))
    expectTypeOf(guard).toExtend<
      Guard<SignedWebhook, NetworkDenial | SignatureDenial | BodyDenial>
    >()
  })

  it('do not prove the same twice', () => {
    const one = signedBy(github, { secrets })
    // @ts-expect-error "webhook" is already proved by an earlier guard
    every(one, one)
  })

  it('of the table prove and refuse what its parts do', () => {
    const services = { github: { scheme: github } }
    const hooks = webhookAuth({ services, settings: { webhook_secrets: { github: secrets } } })
    expectTypeOf(hooks.guard).toEqualTypeOf<Guard<SignedWebhook, WebhookDenial>>()
    expectTypeOf(hooks.setSecrets).parameter(0).toEqualTypeOf<'github'>()
    // @ts-expect-error a service without a secret
    webhookAuth({ services, settings: { webhook_secrets: {} } })
  })
})

it('every reason is in the catalog, and no other', () => {
  expectTypeOf<keyof typeof signatureReasons>().toEqualTypeOf<SignatureDenial>()
})
