import { defineScheme } from '../define-scheme.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from '../scheme.ts'

const validating =
  'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation'

const older = (id: string, signed: string): Scheme =>
  defineScheme({
    ...{ id, signed },
    sender: 'HubSpot',
    mac: 'keyed-sha256',
    encoding: 'hex',
    signature: { header: 'x-hubspot-signature' },
    source: validating,
    sourceRead: '2026-11-21',
    evidence: 'vector',
  })

/**
 * HubSpot's first signature, a plain hash without a time: whoever has one can lengthen the body. Take
 * {@link hubspotV3} where you can.
 */
export const hubspotV1: Scheme = /* @__PURE__ */ ofVersion(
  'v1',
  /* @__PURE__ */ older('hubspot-v1', '{body}'),
)

/** HubSpot's second signature, with method and address; else as the first. */
export const hubspotV2: Scheme = /* @__PURE__ */ ofVersion(
  'v2',
  /* @__PURE__ */ older('hubspot-v2', '{method}{url}{body}'),
)

/** Both are in one header: what was signed for one must not be read as the other. */
function ofVersion(version: string, scheme: Scheme): Scheme {
  const header = 'x-hubspot-signature-version'
  const ofOne: ReadScheme = {
    ...scheme,
    read(received) {
      const versions = received.header(header)
      if (versions.length > 1) return 'signature_repeated'
      return versions[0] === version ? scheme.read(received) : 'algorithm_refused'
    },
    write(outgoing, signature) {
      const { headers, ...more } = writeOf(scheme)(outgoing, signature)
      return { ...more, headers: { ...headers, [header]: version } }
    },
  }
  return defineScheme(ofOne)
}

/** HubSpot's third signature, with a time; the address with some letters decoded, as its documentation lists. */
export const hubspotV3: Scheme = /* @__PURE__ */ decodingUrl({
  id: 'hubspot-v3',
  sender: 'HubSpot',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-hubspot-signature-v3' },
  timestamp: { header: 'x-hubspot-request-timestamp', unit: 'ms' },
  signed: '{method}{url}{body}{timestamp}',
  source: validating,
  sourceRead: '2026-11-21',
  evidence: 'library',
})

function decodingUrl(declared: DeclaredScheme): Scheme {
  const plain = defineScheme(declared)
  const decoding: ReadScheme = {
    ...plain,
    read: (received) =>
      plain.read({
        method: received.method,
        body: received.body,
        callbackUrl: received.callbackUrl,
        url: decodedUrl(received.url),
        header: (name) => received.header(name),
        json: () => received.json(),
        form: () => received.form(),
      }),
    write(outgoing, signature) {
      const { headers, body } = writeOf(plain)(
        { ...outgoing, url: decodedUrl(outgoing.url) },
        signature,
      )
      return { headers, body, method: outgoing.method, url: outgoing.url }
    },
  }
  return defineScheme(decoding)
}

// The documentation's table: : / ? @ ! $ ' ( ) * , ;
const listed = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

const decodedUrl = (url: string): string => url.replace(listed, decodeURIComponent)

function writeOf({ id, write }: Scheme): NonNullable<Scheme['write']> {
  if (write !== undefined) return write
  throw new Error(`webhook-auth: ${id} should be able to sign`)
}
