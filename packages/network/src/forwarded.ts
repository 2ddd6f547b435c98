/**
 * The `for` of each hop of a Forwarded header (RFC 7239 §4), as an address's text: ports taken off,
 * brackets too. What is hidden (`unknown`, `_name`) or absent stays in place as text that is no address,
 * so that nobody takes the hop beside it for the client. Undefined when the header breaks the grammar.
 */
export function forwardedFor(header: string): readonly string[] | undefined {
  const hops: string[] = []
  let at = 0
  let hop: string | undefined
  while (at <= header.length) {
    pair.lastIndex = at
    const found = pair.exec(header)
    if (found === null) return undefined
    const [text, name, token, quoted, end] = found
    if (name !== undefined && name.toLowerCase() === 'for') {
      // §4: a parameter occurs at most once in an element.
      if (hop !== undefined) return undefined
      hop = withoutPort(token ?? (quoted ?? '').replace(/\\(.)/g, '$1'))
    }
    at += text.length
    if (end !== ';') {
      hops.push(hop ?? '')
      hop = undefined
      if (end === '') return hops
    }
  }
  return undefined
}

// One parameter and what ends it. Sticky, and no two repetitions can share a character: time is linear.
const pair =
  /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?(;|,|$)/y

function withoutPort(node: string): string {
  // §6: IPv6 stands in brackets; only then may a port follow without doubt.
  const v6 = /^\[([0-9a-f:.]+)\](?::(?:\d{1,5}|_[\w.-]+))?$/i.exec(node)
  if (v6 !== null) return v6[1] as string
  const v4 = /^(\d+\.\d+\.\d+\.\d+)(?::(?:\d{1,5}|_[\w.-]+))?$/.exec(node)
  // An IPv6 address without brackets breaks §6; what is left is hidden or nonsense.
  return v4?.[1] ?? ''
}
