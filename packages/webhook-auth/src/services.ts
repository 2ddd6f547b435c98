import { hash } from 'node:crypto'
import {
  type BodyDenial,
  type Denied,
  deny,
  every,
  type Guard,
  systemRandom,
} from '@sallyport/core'
import { fromNetwork, type NetworkDenial, type NetworkList } from '@sallyport/network'
import type { ServiceDenial, SignatureDenial } from './catalog.ts'
import type { KeySource } from './key-source.ts'
import { demandKnown } from './known-names.ts'
import type { Scheme } from './scheme.ts'
import type { WebhookSecrets } from './secrets.ts'
import {
  type SharedSecretHeader,
  sharedSecret as sharedSecretGuard,
  sharedSecretScheme,
} from './shared-secret.ts'
import { type SignedWebhook, signedBy } from './signed-by.ts'
import type { VerifierOptions } from './verifier-options.ts'

/** How one sender proves itself: by a signature, by a secret as it stands, or by both. */
export interface WebhookService extends Pick<VerifierOptions, 'callbackUrl' | 'toleranceSeconds'> {
  readonly scheme?: Scheme
  /** Where the secret itself is sent. @default nowhere when there is a scheme, else `x-webhook-secret` */
  readonly sharedSecret?: SharedSecretHeader
}

/** What may be replaced while the program runs. */
export interface WebhookSettings<N extends string = string> {
  /** Only these addresses. Left out, there is no rule; an empty list lets nobody in. */
  readonly ip_allowlist?: NetworkList | readonly string[]
  /** Never these. */
  readonly ip_denylist?: NetworkList | readonly string[]
  /** By service: what its scheme checks with, or where its keys are asked for; without a scheme, the secret that is sent. */
  readonly webhook_secrets: Readonly<Record<N, WebhookSecrets | KeySource>>
  /** By service: the secret that is sent, of those that sign as well. */
  readonly shared_secrets?: Readonly<Partial<Record<N, WebhookSecrets>>>
}

/** Why a delivery is refused. */
export type WebhookDenial = NetworkDenial | ServiceDenial | SignatureDenial | BodyDenial

/** Everything that decides, made of one state of the settings. */
export interface OpenServices {
  readonly network: Guard<object, NetworkDenial> | undefined
  readonly guards: ReadonlyMap<string, Guard<SignedWebhook, WebhookDenial>>
}

/** Makes the guards of all services. Throws before anything is replaced. */
export function openServices(
  services: Readonly<Record<string, WebhookService>>,
  settings: WebhookSettings,
  clock: VerifierOptions['clock'],
): OpenServices {
  const { ip_allowlist: allow, ip_denylist: notThese } = settings
  demandKnown('"settings"', settings, settingNames)
  demandServices(services, settings)
  return {
    network:
      allow === undefined && notThese === undefined
        ? undefined
        : fromNetwork({ allow, deny: notThese }),
    guards: new Map(
      Object.entries(services).map(([name, service]) => [
        name,
        guardOf(name, service, settings, clock),
      ]),
    ),
  }
}

function guardOf(
  name: string,
  { scheme, sharedSecret, callbackUrl, toleranceSeconds }: WebhookService,
  { webhook_secrets, shared_secrets = {} }: WebhookSettings,
  clock: VerifierOptions['clock'],
): Guard<SignedWebhook, WebhookDenial> {
  const common = { service: name, ...(clock && { clock }) }
  const secrets = secretsOf(name, webhook_secrets)
  if (scheme === undefined)
    return signedBy(sharedSecretScheme(sharedSecret), { ...common, secrets })
  const signed = signedBy(scheme, {
    ...common,
    secrets,
    ...(callbackUrl !== undefined && { callbackUrl }),
    ...(toleranceSeconds !== undefined && { toleranceSeconds }),
  })
  if (sharedSecret === undefined) return signed
  const shared = sharedSecretGuard({
    ...common,
    ...sharedSecret,
    secrets: secretsOf(name, shared_secrets),
  })
  return every(async (request) => {
    const verdict = await shared(request, {})
    return verdict.ok || /^secret_/.test(verdict.reason) ? verdict : sharedSecretWrong
  }, signed)
}

function secretsOf<T>(name: string, secrets: Readonly<Record<string, T | undefined>>): T {
  const found = Object.hasOwn(secrets, name) ? secrets[name] : undefined
  if (found !== undefined) return found
  throw new TypeError(`webhook-auth: the service "${name}" has no secret`)
}

const settingNames = 'ip_allowlist ip_denylist webhook_secrets shared_secrets'
const serviceNames = 'scheme sharedSecret callbackUrl toleranceSeconds'
const nameForm = /^[\w.-]{1,64}$/

function demandServices(
  services: Readonly<Record<string, WebhookService>>,
  { webhook_secrets, shared_secrets = {} }: WebhookSettings,
): void {
  for (const [name, service] of Object.entries(services)) {
    demandKnown(`the service "${name}"`, service, serviceNames)
    if ('scheme' in service && service.scheme === undefined) {
      throw new TypeError(`webhook-auth: the "scheme" of "${name}" is undefined`)
    }
    if (nameForm.test(name)) continue
    throw new RangeError(
      `webhook-auth: a service is called by 1 to 64 letters, digits, "_", "." and "-", got ${JSON.stringify(name)}`,
    )
  }
  const names = Object.keys(services)
  demandKnown('"webhook_secrets"', webhook_secrets, names.join(' '))
  // Of another nothing would ask for it.
  const both = names.filter((name) => services[name]?.scheme && services[name]?.sharedSecret)
  demandKnown('"shared_secrets"', shared_secrets, both.join(' '))
}

const refusal = (reason: ServiceDenial): Denied<ServiceDenial> =>
  Object.freeze(deny(reason, 401, { shown: 'webhook_refused' }))

/** A service that there is not. */
export const unknownService: Denied<ServiceDenial> = refusal('service_unknown')

// Of another reason than the signature's own, so that whoever reads it knows which of the two to look at.
const sharedSecretWrong = refusal('shared_secret_wrong')

/**
 * Which service a name that there is not is treated as: always the same one, and nobody outside knows which. One
 * refusal for all of them would take another time than any service's own.
 */
export function treatedAs(names: readonly string[]): (name: string) => string | undefined {
  const key = systemRandom(32).join()
  return (name) => names[hash('sha256', key + name, 'buffer').readUInt32LE() % names.length]
}
