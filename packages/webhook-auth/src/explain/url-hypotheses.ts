import type { CauseName } from './causes.ts'
import type { Change, Hypothesis, Situation } from './hypothesis.ts'
import { otherQueries } from './other-queries.ts'

/** An address in its parts, each as it is written. */
interface Address {
  readonly scheme: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly query: string
}

/** Addresses that a proxy changed, or that the settings have otherwise than the sender. */
export const urlHypotheses: readonly Hypothesis[] = [
  { group: 'url', level: 1, tries: (situation) => ifSigned(situation, origins) },
  { group: 'url', level: 1, tries: (situation) => ifSigned(situation, paths) },
  { group: 'url', level: 1, tries: (situation) => ifSigned(situation, queries) },
  { group: 'url', level: 2, tries: (situation) => ifSigned(situation, methods) },
]

/** Whether a scheme signs an address or a method at all. */
const ifSigned = (
  situation: Situation,
  tries: (situation: Situation) => Iterable<Change>,
): Iterable<Change> => (/url|method|@/i.test(situation.scheme.signs) ? tries(situation) : [])

const form = /^(https?):\/\/([^/?#:]*|\[[^\]]*\])(:\d+)?([^?#]*)(\?[^#]*)?$/i

function partsOf(callbackUrl: string | undefined): Address | undefined {
  const parts = form.exec(callbackUrl ?? '')
  if (parts === null) return undefined
  const [, scheme = '', host = '', port = '', path = '', query = ''] = parts
  return { scheme, host, port, path, query }
}

const joined = ({ scheme, host, port, path, query }: Address): string =>
  `${scheme}://${host}${port}${path}${query}`

function* given(cause: CauseName, was: Address, now: Partial<Address>): Iterable<Change> {
  const callbackUrl = joined({ ...was, ...now })
  if (callbackUrl === joined(was) || !URL.canParse(callbackUrl)) return
  yield { cause, detail: `it was signed for ${callbackUrl}`, now: { callbackUrl } }
}

const came = (cause: CauseName, url: string): Change => ({
  cause,
  detail: `it was signed for ${url}`,
  now: { url },
})

function* origins({ callbackUrl, headers }: Situation): Iterable<Change> {
  const was = partsOf(callbackUrl)
  if (was === undefined) return
  const isSecure = was.scheme.toLowerCase() === 'https'
  yield* given('url_scheme', was, { scheme: isSecure ? 'http' : 'https' })
  const ports = [isSecure ? ':443' : ':80', '', ':8080', ':8443', ':3000']
  const [forwarded] = headers.values('x-forwarded-port')
  if (forwarded !== undefined && /^\d{1,5}$/.test(forwarded)) ports.unshift(`:${forwarded}`)
  for (const port of ports) yield* given('url_port', was, { port })
  for (const name of ['x-forwarded-host', 'x-original-host', 'host']) {
    const [, host, port] =
      /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.exec(headers.values(name)[0]?.split(',')[0] ?? '') ?? []
    if (host === undefined) continue
    yield* given('url_host', was, { host })
    if (port !== undefined) yield* given('url_port', was, { port })
  }
  const other = was.host.startsWith('www.') ? was.host.slice(4) : `www.${was.host}`
  yield* given('url_host', was, { host: other })
}

const original = [
  'x-original-uri',
  'x-forwarded-uri',
  'x-original-url',
  'x-rewrite-url',
  'x-envoy-original-path',
]

/** A path and its query. */
function split(target: string): readonly [path: string, query: string] {
  const at = target.indexOf('?')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at)]
}

function* paths({ callbackUrl, url, headers }: Situation): Iterable<Change> {
  const was = partsOf(callbackUrl)
  const [path, query] = split(url)
  const said = original.flatMap((name) => headers.values(name)).map((one) => split(one)[0])
  const before = headers.values('x-forwarded-prefix').map((one) => one.replace(/\/$/, '') + path)
  const known = [...said, ...before].filter((one) => one.startsWith('/'))
  for (const other of [...(was === undefined ? [] : [was.path]), ...known, ...variants(path)]) {
    if (other !== path) yield came('url_path', other + query)
  }
  if (was === undefined) return
  for (const segments of prefixesOf(was.path)) yield came('url_path', segments + url)
  for (const other of [path, ...known, ...variants(was.path)]) {
    yield* given('url_path', was, { path: other })
  }
}

/** The first one, two and three segments of a path. */
const prefixesOf = (path: string): readonly string[] =>
  [1, 2, 3].flatMap((count) => {
    const segments = path.split('/').slice(1, count + 1)
    return segments.length === count ? [`/${segments.join('/')}`] : []
  })

function* variants(path: string): Iterable<string> {
  yield path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  for (const prefix of prefixesOf(path)) {
    const rest = path.slice(prefix.length)
    if (rest !== '') yield rest
  }
  yield path.replace(/\/{2,}/g, '/')
  yield path.replace(/%[0-9a-f]{2}/gi, (one) => one.toUpperCase())
  yield path.replace(/%[0-9a-f]{2}/gi, (one) => one.toLowerCase())
  yield plain(path)
  if (!path.includes('%')) yield encodeURI(path)
}

function plain(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

function* queries({ callbackUrl, url, headers }: Situation): Iterable<Change> {
  const was = partsOf(callbackUrl)
  const [path, query] = split(url)
  const said = original.flatMap((name) => headers.values(name)).map((one) => split(one)[1])
  for (const other of [
    '',
    ...(was === undefined ? [] : [was.query]),
    ...said,
    ...otherQueries(query),
  ]) {
    if (other !== query) yield came('url_query', path + other)
  }
  if (was === undefined) return
  for (const other of ['', query, ...said, ...otherQueries(was.query)]) {
    yield* given('url_query', was, { query: other })
  }
}

function* methods({ method, scheme }: Situation): Iterable<Change> {
  if (!/method/i.test(scheme.signs)) return
  for (const other of ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', method.toUpperCase()]) {
    if (other === method) continue
    yield { cause: 'method_changed', detail: `it was signed as ${other}`, now: { method: other } }
  }
}
