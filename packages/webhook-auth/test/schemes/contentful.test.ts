import { signRequest } from '@contentful/node-apps-toolkit/requests'
import { sign, verifier } from '@sallyport/webhook-auth'
import { contentful } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

const now = 1_700_000_000_000
const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'.repeat(2)
const check = verifier(contentful, { secrets: secret, clock: () => now })
const list = 'x-contentful-signed-headers'
const body = '{}'

/** A delivery as Contentful's library signs it. */
function signed(path: string, more: Readonly<Record<string, string>> = {}) {
  const request = { method: 'POST' as const, path, body, headers: { ...more } }
  return { url: path, body, headers: { ...more, ...signRequest(secret, request, now) } }
}

describe('contentful', () => {
  it.each(['/', '/hooks?space=a', '/a%20b?x=%C3%A9&y=1', '/é?q=ü', '/a?'])(
    'takes what its library signs for %s, and signs the same',
    (path) => {
      const delivery = signed(path)
      expect(check(delivery).ok).toBe(true)
      const ours = sign(contentful, { secret, body, url: path, timestamp: now })
      expect(ours.headers).toEqual(delivery.headers)
      expect(check({ ...delivery, url: `${path}x` }).ok).toBe(false)
      expect(check({ ...delivery, method: 'PUT' }).ok).toBe(false)
    },
  )

  it('vouches for the headers that are listed, and for none that is not', () => {
    const delivery = signed('/', { 'x-contentful-topic': 'Entry.publish' })
    const { headers } = delivery
    expect(check(delivery).ok).toBe(true)
    expect(check({ ...delivery, headers: { ...headers, other: 'x' } }).ok).toBe(true)
    const changed = { ...headers, 'x-contentful-topic': 'Entry.delete' }
    expect(check({ ...delivery, headers: changed })).toMatchObject({ reason: 'signature_wrong' })
  })

  it.each([
    ['components_missing', 'x-contentful-signed-headers'],
    ['components_missing', 'x-contentful-timestamp'],
    ['content_malformed', 'x-contentful-signed-headers,x-contentful-timestamp,'.repeat(40)],
    ['content_malformed', 'x-contentful-timestamp,x-contentful-signed-headers'],
    ['content_malformed', 'x-contentful-signed-headers,x-contentful-timestamp,x-missing'],
    ['content_malformed', 'a b,x-contentful-signed-headers,x-contentful-timestamp'],
    ['content_malformed', 'X-A,x-contentful-signed-headers,x-contentful-timestamp'],
  ])('is refused with %s where the list is %s', (reason, names) => {
    const { headers } = signed('/')
    const changed = { ...headers, [list]: names }
    for (const form of [changed, new Headers(changed)]) {
      expect(check({ url: '/', body, headers: form })).toMatchObject({ reason })
    }
  })

  it('takes no path that its library signs in part', () => {
    const { headers } = signed('/a?b')
    expect(check({ url: '/a?b?c', body, headers })).toMatchObject({ reason: 'content_malformed' })
    expect(() => sign(contentful, { secret, body, url: '/a?b?c' })).toThrow(TypeError)
  })
})
