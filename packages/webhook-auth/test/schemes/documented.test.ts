import { createHmac } from 'node:crypto'
import { type Scheme, type SignedDelivery, type Verifier, verifier } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'
import { type Recipe, recipes } from '../support/recipes.ts'

const now = 1_700_000_000_000
const secrets = {
  utf8: 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
  base64: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
} as const
const body = '{"event":"paid","by":"zoë","of":"$& $1"}'

/** The delivery of a sender, made by node:crypto from the recipe alone. */
function made(recipe: Recipe, of: string = body): SignedDelivery {
  const { hash = 'sha256', as = 'hex', key = 'utf8', signed = '<body>', send } = recipe
  const filled = (text: string, sig: string): string =>
    text
      .replaceAll('<id>', () => 'd-1')
      .replaceAll('<time>', () => `${now / 1_000}`)
      .replaceAll('<sig>', () => sig)
      .replaceAll('<body>', () => of)
  const mac = createHmac(hash, Buffer.from(secrets[key], key)).update(filled(signed, ''))
  const sig = mac.digest(as)
  const headers = Object.entries(send).map(([name, value]) => [name, filled(value, sig)])
  return {
    headers: Object.fromEntries(headers) as SignedDelivery['headers'],
    body: Buffer.from(of),
  }
}

const checkOf = ({ scheme, key = 'utf8' }: Recipe, at = now, more = ''): Verifier =>
  verifier(scheme, { secrets: more + secrets[key], clock: () => at })

describe.each(recipes.map((recipe) => [recipe.scheme.id, recipe] as const))('%s', (_, recipe) => {
  const delivery = made(recipe)
  const { scheme } = recipe

  it('is what its documentation says, and no byte of it can be changed', () => {
    const check = checkOf(recipe)
    expect(check(delivery)).toMatchObject({ ok: true, value: { scheme: scheme.id } })
    expect(check(made(recipe, '')).ok).toBe(true)
    expect(acceptedOff(check, delivery, Object.keys(delivery.headers))).toBe(0)
    expect(checkOf(recipe, now, 'MfKQ')(delivery)).toMatchObject({ reason: 'signature_wrong' })
    expect(check({ headers: {}, body })).toMatchObject({ reason: 'signature_missing' })
  })

  it('signs a time, or says that it does not', () => {
    expect(scheme.toleranceSeconds === null).toBe(recipe.time === undefined)
    if (scheme.toleranceSeconds === null) return
    const tolerance = scheme.toleranceSeconds * 1_000
    expect(checkOf(recipe, now + tolerance)(delivery).ok).toBe(true)
    const late = checkOf(recipe, now + tolerance + 1)(delivery)
    expect(late).toMatchObject({ reason: 'timestamp_too_old' })
    const early = checkOf(recipe, now - tolerance - 1)(delivery)
    expect(early).toMatchObject({ reason: 'timestamp_too_new' })
  })
})

describe('published answers', () => {
  const circleci = (signature: string) => ({ 'circleci-signature': `v1=${signature}` })
  it.each<readonly [string, Scheme, string, string, Readonly<Record<string, string>>]>([
    // circleci.com/docs/webhooks, "Validate webhooks"
    [
      'CircleCI',
      schemes.circleci,
      'hunter123',
      'an-important-request-payload',
      circleci('9be2242094a9a8c00c64306f382a7f9d691de910b4a266f67bd314ef18ac49fa'),
    ],
    [
      'CircleCI, with a version to come',
      schemes.circleci,
      'another-secret',
      'lalala',
      circleci('daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00,v2=00'),
    ],
    // developer.atlassian.com/cloud/jira/platform/webhooks
    [
      'Jira',
      schemes.jira,
      "It's a Secret to Everybody",
      'Hello World!',
      {
        'X-Hub-Signature':
          'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
      },
    ],
    // hapi-dropbox-webhooks 1.1.0, test/index.js: of others
    [
      'Dropbox',
      schemes.dropbox,
      'the_secret',
      '{"delta": {"users": [12345]}}',
      { 'X-Dropbox-Signature': '0a8c16b085420b960dc78664279fe09e936a2a01b1f91064869d9e77dfd64529' },
    ],
  ])('%s', (_, scheme, secret, of, headers) => {
    expect(verifier(scheme, { secrets: secret })({ headers, body: of }).ok).toBe(true)
    expect(verifier(scheme, { secrets: secret })({ headers, body: `${of} ` }).ok).toBe(false)
    expect(verifier(scheme, { secrets: 'another' })({ headers, body: of }).ok).toBe(false)
  })
})
