/** What a cause is a fault of. */
export type About = 'body' | 'secret' | 'header' | 'url' | 'time'

/** What a cause is, and what to do about it. */
export interface CauseDefinition {
  readonly about: About
  readonly meaning: string
  readonly remedy: string
}

/** Every cause that can be proved. */
export type CauseName =
  | 'body_parsed'
  | 'body_reserialised'
  | 'newline_at_end'
  | 'line_endings'
  | 'byte_order_mark'
  | 'whitespace_around'
  | 'character_encoding'
  | 'body_compressed'
  | 'body_base64'
  | 'body_double_encoded'
  | 'body_wrapped'
  | 'form_reencoded'
  | 'form_as_json'
  | 'body_joined'
  | 'body_truncated'
  | 'body_emptied'
  | 'secret_encoding'
  | 'secret_prefix'
  | 'secret_whitespace'
  | 'secret_quoted'
  | 'secret_case'
  | 'secret_previous'
  | 'secret_of_another'
  | 'secret_expired'
  | 'secret_not_yet_valid'
  | 'secret_id'
  | 'signature_prefix'
  | 'signature_encoding'
  | 'signature_hash'
  | 'signature_header'
  | 'header_repeated'
  | 'scheme_other'
  | 'url_scheme'
  | 'url_host'
  | 'url_port'
  | 'url_path'
  | 'url_query'
  | 'method_changed'
  | 'clock'
  | 'time_unit'

const raw = 'check the bytes before any parser: see the guide on the raw body'
const proxied =
  'give "callbackUrl" as the sender has it, and let the proxy leave path and query alone'

const define = (about: About, meaning: string, remedy: string): CauseDefinition =>
  Object.freeze({ about, meaning, remedy })

/** What every cause means and what to do about it. */
export const explainCauses: Readonly<Record<CauseName, CauseDefinition>> = {
  body_parsed: define('body', 'what was checked is no bytes but what a parser made', raw),
  body_reserialised: define('body', 'the body was parsed and written anew', raw),
  newline_at_end: define('body', 'a newline at the end was added or lost', raw),
  line_endings: define('body', 'line endings were changed', 'let nothing read the body as text'),
  byte_order_mark: define(
    'body',
    'a byte order mark was added or lost',
    'let nothing decode the body before the check',
  ),
  whitespace_around: define('body', 'white space around the body was added or lost', raw),
  character_encoding: define(
    'body',
    'the body was decoded and encoded in another character set',
    'take bytes, never text: of text of another encoding other bytes come out',
  ),
  body_compressed: define(
    'body',
    'the body was compressed or inflated after it was signed',
    'check before what inflates, or inflate before the check, as the sender signs',
  ),
  body_base64: define(
    'body',
    'the body is base64 of what was signed, or the other way round',
    'decode as the event says: isBase64Encoded',
  ),
  body_double_encoded: define('body', 'the body is a JSON text inside a JSON string', raw),
  body_wrapped: define(
    'body',
    'what was signed lies inside of what was checked',
    'check the body of the event, not the event',
  ),
  form_reencoded: define('body', 'the form was parsed and written anew', raw),
  form_as_json: define('body', 'the form was parsed and written as JSON', raw),
  body_joined: define(
    'body',
    'more than the one body was checked',
    'check as many bytes as Content-Length says, one delivery at a time',
  ),
  body_truncated: define('body', 'the end of the body is missing', 'read the body to its end'),
  body_emptied: define('body', 'an empty body was replaced by what a parser makes of it', raw),
  secret_encoding: define(
    'secret',
    'the secret becomes a key in another way',
    "give the secret in the form that the scheme has, or define a scheme with the sender's form",
  ),
  secret_prefix: define(
    'secret',
    'the prefix of the secret was kept or taken off where it should not be',
    'copy the secret as the sender shows it',
  ),
  secret_whitespace: define(
    'secret',
    'white space around the secret differs',
    'trim what is read from a file or an environment',
  ),
  secret_quoted: define(
    'secret',
    'quotes around the secret belong to the file it is in',
    'take the quotes off',
  ),
  secret_case: define('secret', 'the letters of the secret are in another case', 'copy it again'),
  secret_previous: define(
    'secret',
    'the sender still signs with a previous secret',
    'accept both while they change: see the guide on rotating',
  ),
  secret_of_another: define(
    'secret',
    'it is signed with the secret of another service',
    'give each service its own secret, and the sender the address of this one',
  ),
  secret_expired: define(
    'secret',
    'the signature is right, and its secret is no longer accepted',
    'give the sender the new secret, or move notAfter',
  ),
  secret_not_yet_valid: define(
    'secret',
    'the signature is right, and its secret is not accepted yet',
    'give the sender the new secret later, or move notBefore',
  ),
  secret_id: define(
    'secret',
    'the sender names its key otherwise',
    'give the secret the id that the sender uses',
  ),
  signature_prefix: define(
    'header',
    'the prefix of the signature is missing or another',
    'let nothing rewrite the header, or define a scheme without the prefix',
  ),
  signature_encoding: define(
    'header',
    'the signature is written in another encoding',
    "define a scheme with the sender's encoding",
  ),
  signature_hash: define(
    'header',
    'the signature is of another hash',
    'let the sender sign as the scheme says',
  ),
  signature_header: define(
    'header',
    'the signature is in another header',
    'let the proxy keep the name of the header',
  ),
  header_repeated: define(
    'header',
    'a header of the signature came more than once',
    'look for the proxy that adds it',
  ),
  scheme_other: define('header', 'it is signed by another scheme', 'use that scheme'),
  url_scheme: define('url', 'the sender signed http where https is given, or the reverse', proxied),
  url_host: define('url', 'the sender signed another host', proxied),
  url_port: define('url', 'the sender signed the address with another port', proxied),
  url_path: define('url', 'the path was changed', proxied),
  url_query: define('url', 'the query was changed or dropped', proxied),
  method_changed: define('url', 'the method was changed', 'let the proxy keep the method'),
  clock: define(
    'time',
    'it was signed at a time that is not accepted',
    "set this machine's clock, then the sender's; else it is a slow queue, or a replay",
  ),
  time_unit: define(
    'time',
    'seconds and milliseconds are mixed up',
    "define the scheme with the sender's unit",
  ),
}
