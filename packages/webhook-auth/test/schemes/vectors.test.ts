import type { Scheme } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { type Build, builds } from '../support/engines.ts'
import { bodyOf, missingVectors, type Vector, vectorsOf } from '../support/vectors.ts'

const { httpMessageSignature } = schemes

/** Agreed on as each of RFC 9421's examples has it. */
function messageSignature({ scheme, headers }: Vector): Scheme {
  const input = headers['signature-input'] ?? ''
  const covers = input.includes('=()') ? 'none' : 'fields'
  const components = covers === 'none' ? [] : ['@authority']
  const agreed = input.includes('"content-digest"')
    ? { components: ['content-digest', '@authority'] }
    : ({ components, covers } as const)
  const algorithm = scheme.replace('rfc9421:', '') as schemes.HttpSignatureAlgorithm
  return httpMessageSignature({ ...agreed, algorithm, ...secretOf(algorithm) })
}

const secretOf = (algorithm: string): { secret?: 'base64' } =>
  algorithm === 'hmac-sha256' ? { secret: 'base64' } : {}

const hubspot = new Map<string, Scheme>([
  ['hubspot-v1', schemes.hubspotV1],
  ['hubspot-v2', schemes.hubspotV2],
  ['hubspot-v3', schemes.hubspotV3],
])

const senders: Readonly<Record<string, (vector: Vector) => Scheme | undefined>> = {
  github: () => schemes.github,
  trello: () => schemes.trello,
  stripe: () => schemes.stripe,
  slack: () => schemes.slack,
  shopify: () => schemes.shopify,
  gitlab: () => schemes.gitlabToken,
  bitbucket: () => schemes.bitbucket,
  square: () => schemes.square,
  twitch: () => schemes.twitch,
  zendesk: () => schemes.zendesk,
  line: () => schemes.line,
  razorpay: () => schemes.razorpay,
  twilio: () => schemes.twilio,
  sendgrid: () => schemes.sendgrid,
  discord: () => schemes.discord,
  'github-secret-scanning': () => schemes.githubSecretScanning,
  adyen: () => schemes.adyen,
  mailgun: () => schemes.mailgun,
  hubspot: ({ scheme }) => hubspot.get(scheme),
  svix: () => schemes.svix,
  netlify: () => schemes.netlify,
  convoy: ({ scheme }) =>
    schemes.convoy({ hash: 'SHA512', encoding: scheme === 'sha512-hex' ? 'hex' : 'base64' }),
  recurly: () => schemes.recurly,
  'microsoft-teams-outgoing': () => schemes.microsoftTeams,
  gitea: () => schemes.gitea,
  gogs: () => schemes.gogs,
  mux: () => schemes.mux,
  notion: () => schemes.notion,
  telnyx: () => schemes.telnyx,
  workos: () => schemes.workos,
  rfc9421: messageSignature,
  'standard-webhooks': ({ scheme }) =>
    scheme === 'standard-webhooks' ? schemes.standardWebhooks : schemes.standardWebhooksV1a,
}

/**
 * Not read, though right: a response; an id beyond ASCII, which no sender of Standard Webhooks makes, and
 * which headers carry as other letters than it was signed with; and older headers of GitHub and servers
 * like it, SHA-1 and SHA-512, so that nobody can ask for the weaker.
 */
const notRead: readonly string[] = ['rfc9421-11', 'standard-webhooks-13', 'github-02', 'github-04']

function checkOf({ check }: Build, scheme: Scheme, vector: Vector) {
  const { headers, url, now, secret, secrets, publicKey } = vector
  const named = /keyid="([^"]*)"/.exec(headers['signature-input'] ?? '')?.[1]
  const id = named ?? headers['github-public-key-identifier'] ?? 'default'
  return check(scheme, {
    secrets: secrets?.map((value, i) => ({ id: `s${i}`, value })) ?? [
      { id, value: secret ?? publicKey ?? '' },
    ],
    clock: () => (now ?? 0) * 1_000,
    ...(url !== undefined && { callbackUrl: url }),
  })
}

const targetOf = (url: string): string => new URL(url).pathname + new URL(url).search

describe.skipIf(missingVectors('schemes/vectors'))('published answers', () => {
  describe.each(builds)('on $name', (build) => {
    it.each(Object.entries(senders))('of %s', async (sender, schemeOf) => {
      const vectors = vectorsOf(sender)
      expect(vectors).not.toEqual([])
      for (const vector of vectors) {
        const scheme = schemeOf(vector)
        expect(scheme, vector.id).toBeDefined()
        if (scheme === undefined) continue
        const { headers, method, url = 'https://host/' } = vector
        const delivery = { headers, method, url: targetOf(url), body: bodyOf(vector) }
        const { ok } = await checkOf(build, scheme, vector)(delivery)
        expect(ok, vector.id).toBe(vector.valid && !notRead.includes(vector.id))
      }
    })
  })
})
