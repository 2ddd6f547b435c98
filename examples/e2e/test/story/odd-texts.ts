import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { type Answered, issuedKey, send, wanted } from '../parts/keys-at-hand.ts'
import { admin } from '../parts/opened-service.ts'
import { embedded, type Instance, openInstances, type SetUp } from './set-ups.ts'
import { allEntries } from './told.ts'

interface At {
  readonly url: string
}

/** What somebody may type, paste or forge, and whether people can read it: names and reasons must be such. */
const texts: readonly (readonly [what: string, text: string, isReadable: boolean])[] = [
  ['NUL, which Postgres takes in no text', 'a\0b', false],
  ['NUL alone', '\0', false],
  ['the first half of a character', 'a\ud800b', false],
  ['the second half of a character', 'a\udc00', false],
  ['a character of four bytes', '🔑𝒳', true],
  ['text that turns the direction', 'a\u202eb', false],
  ['a mark of direction', '\u200fa', false],
  ['a byte order mark', 'a\ufeffb', false],
  ['a line end', 'a\r\nb', false],
  ['what is no character', 'a\uffff', true],
  ['what ends a literal', `'"\\; --$1`, true],
  ['the encoding of NUL', '%00', true],
  ['the escape of NUL', '\\u0000', true],
  ['what objects inherit', '__proto__', true],
  ['what objects inherit, too', 'constructor', true],
  // In an URL it is still no longer than what Node takes in headers.
  ['text longer than any may be', '🔑'.repeat(600), false],
]

// A half has no encoding in UTF-8: these bytes are what it would be.
const inPath = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%80')

type Sending = (at: At, text: string) => Promise<Answered>

const post =
  (path: string, bodyOf: (text: string) => object): Sending =>
  ({ url }, text) =>
    send(`${url}${path}`, bodyOf(text))
const get =
  (pathOf: (text: string) => string): Sending =>
  ({ url }, text) =>
    send(`${url}${pathOf(inPath(text))}`)
/** What a body with such a member is, whatever the member is called. */
const withMember = (body: object, name: string): object =>
  JSON.parse(`${JSON.stringify(body).slice(0, -1)},${JSON.stringify(name)}:{"isAdmin":true}}`)

/** Names and reasons, which must be readable, and what else is answered otherwise. */
const named: All<Sending> = {
  name: post('/admin/keys', (name) => ({ ...wanted, name })),
  tenant: post('/admin/keys', (tenant) => ({ ...wanted, tenant })),
  'owner.kind': post('/admin/keys', (kind) => ({ ...wanted, owner: { kind, id: 'ada' } })),
  'owner.id': post('/admin/keys', (id) => ({ ...wanted, owner: { kind: 'user', id } })),
  async reason(at, reason) {
    const { id } = await issuedKey(at.url)
    return send(`${at.url}/admin/keys/${id}/revoke`, { reason })
  },
}

/** What holds no such text, and where it is none of those that there are. */
const known: All<Sending> = {
  scope: post('/admin/keys', (scope) => ({ ...wanted, scopes: [scope] })),
  'network of a key': post('/admin/keys', (network) => ({ ...wanted, networks: [network] })),
  'member of a key': post('/admin/keys', (name) => withMember(wanted, name)),
  'member of an owner': post('/admin/keys', (name) => ({
    ...wanted,
    owner: withMember(wanted.owner, name),
  })),
  'id of a key': get((id) => `/admin/keys/${id}`),
  'id of a key that is revoked': ({ url }, text) =>
    send(`${url}/admin/keys/${inPath(text)}/revoke`, {}),
  'blocked network': post('/admin/blocked', (network) => ({ network })),
  'network to let in': post('/admin/blocked/remove', (network) => ({ network })),
  'name of a flag': post('/admin/controls', (name) => ({ name, value: true, why: 'w' })),
  'member of a change': post('/admin/controls', (name) =>
    withMember({ name: 'verbose_logging', value: true, why: 'w' }, name),
  ),
  'cursor of the log': get((cursor) => `/admin/audit?cursor=${cursor}`),
  'question to the log': get((name) => `/admin/audit?${name}=1`),
  path: get((name) => `/admin/${name}`),
  'token of an administrator': ({ url }, text) =>
    send(`${url}/admin/whoami`, undefined, { authorization: `Bearer ${inPath(text)}` }),
  key: ({ url }, text) => send(`${url}/api/orders`, undefined, { 'x-api-key': inPath(text) }),
}

/** What may say anything, if it is short. */
const free: All<Sending> = {
  note: post('/admin/blocked', (note) => ({ network: '203.0.113.9', note })),
  message: post('/admin/controls', (value) => ({ name: 'maintenance_message', value, why: 'w' })),
  why: post('/admin/controls', (why) => ({ name: 'verbose_logging', value: true, why })),
  'tenant asked for': get((tenant) => `/admin/keys?tenant=${tenant}`),
  'tenant asked for, as a table': get((tenant) => `/admin/keys.csv?tenant=${tenant}`),
  'actor asked for': get((actor) => `/admin/audit?actor=${actor}`),
  'target asked for': get((target) => `/admin/audit?target=${target}`),
  'type asked for': get((type) => `/admin/audit?type=${type}`),
  'request asked for': get((id) => `/admin/audit?request_id=${id}`),
}

/** A refusal as it was sent; of what was taken, that it was. */
const shown = ({ status, text }: Answered) => (status < 400 ? status : `${status} ${text}`)

type All<T> = Readonly<Record<string, T>>

/** What is answered to a text, under the names of who sends it. */
async function answers(
  at: At,
  text: string,
): Promise<Readonly<Record<'names' | 'others' | 'anything', All<Answered>>>> {
  const atOnce = async (all: All<Sending>) => {
    const sent = Object.entries(all).map(async ([name, to]) => [name, await to(at, text)] as const)
    return Object.fromEntries(await Promise.all(sent))
  }
  const anything: Record<string, Answered> = {}
  // These change the same things.
  for (const [name, to] of Object.entries(free)) anything[name] = await to(at, text)
  return { names: await atOnce(named), others: await atOnce(known), anything }
}

const each = <T>(all: All<Answered>, of: (one: Answered) => T) =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, of(one)]))

/** Those that are not as they must be. */
const failing = (all: All<Answered>, isFine: (answer: Answered) => boolean) =>
  Object.entries(all).flatMap(([name, one]) => (isFine(one) ? [] : [`${name}: ${shown(one)}`]))

const isSentence = ({ status, json }: Answered): boolean =>
  status < 400 || (/^\S.{8,}/s.test(json().error) && /^[a-z_]+$/.test(json().status))

/** Texts that a store, a parser or a log may choke on, sent to both set-ups. */
export function oddTexts(framework: Framework, setUp: SetUp): void {
  it('whatever text somebody sends is taken or refused, alike in both set-ups, and nothing fails', async () => {
    const opening = [embedded, setUp].map((one) => openInstances(framework, one, guesses))
    const opened = await Promise.all(opening)
    const [alone, shared] = opened.map(({ one }) => asking(one))
    for (const [what, text, isReadable] of texts) {
      const inMemory = await alone?.(what, text, isReadable)
      expect(await shared?.(what, text, isReadable), what).toEqual(inMemory)
    }
    for (const { all } of opened) await whole(all)
  })
}

// Every text is sent as a key and as a token, too.
const guesses = { wrongKeys: 1_000, wrongTokens: 1_000 }

/** Sends an instance one text after the other; what it answers, and what is there of it afterwards. */
function asking(one: Instance) {
  // Others have been here, where keys are shared.
  const known = ids(one)
  return async (what: string, text: string, isReadable: boolean) => {
    const before = new Set(await known)
    const { names, others, anything } = await answers(one, text)
    const all = { ...names, ...others, ...anything }
    const unlike = [
      ...failing(all, ({ status }) => status < 500),
      ...failing(all, isSentence),
      ...failing(names, ({ status }) => status < 300 === isReadable),
      ...failing(others, ({ status }) => status >= 400),
    ]
    expect(unlike, what).toEqual([])
    return { answers: each(all, shown), kept: await kept(one, before) }
  }
}

const listed = async ({ url }: At): Promise<readonly Listed[]> =>
  (await send(`${url}/admin/keys`)).text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const ids = async (at: At): Promise<readonly string[]> => (await listed(at)).map(({ id }) => id)

interface Listed {
  readonly id: string
  readonly name: string
  readonly tenant: string
  readonly owner: object
}

/** What is there, but for keys of before. */
async function kept(at: At, before: ReadonlySet<string>) {
  const keys = (await listed(at)).filter(({ id }) => !before.has(id))
  const { flags } = (await send(`${at.url}/admin/controls`)).json()
  return {
    keys: keys.map(({ name, tenant, owner }) => JSON.stringify([name, tenant, owner])).sort(),
    blocked: (await send(`${at.url}/admin/blocked`)).json(),
    flags: flags.map(({ name, value, why }: Flag) => ({ name, value, why })),
  }
}

interface Flag {
  readonly name: string
  readonly value: unknown
  readonly why?: string
}

/** Logs that verify, of which every page can be read. */
async function whole(all: readonly Instance[]): Promise<void> {
  for (const at of all) {
    expect((await allEntries(at)).length).toBeGreaterThan(0)
    expect((await send(`${at.url}/ready`, undefined, admin)).status).toBe(200)
    await at.service.close()
    expect(await at.check()).toMatchObject({ verdict: 'whole', torn: 0 })
  }
}
