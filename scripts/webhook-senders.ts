/** Of the page about schemes, what is said of senders that have none. */
export const sendersBesides: readonly string[] =
  `Those with hmac-sha1 have nothing newer to offer. What is known against SHA-1 makes two texts of one hash, which does
not forge a MAC.

## Read at second hand

Of these the sender's own words could be read in part or not at all. What stands here is what the code of several others
does that names the page: Ashby, Cal.com, Calendly, Checkr, Doppler, Dropbox, Heroku, Jobber, Lemon Squeezy, Meta, Vercel,
Xero, Zoom. Compare a delivery of yours before you rely on it.

## Senders that send a password

They sign nothing: whoever sees one delivery can send any other. Take \`sharedSecret\`, or in the table of services one
without a \`scheme\`, and, where the sender publishes its addresses, an \`ip_allowlist\` as well. How to, also for a
secret in the address: [webhooks that only send a password](../guide/webhooks-that-only-send-a-password.md).

| sender | what it sends | \`sharedSecret\` |
|---|---|---|
| Auth0, Okta | \`Authorization\`, as it was given | the schemes \`auth0\` and \`okta\`, or \`{ header: 'authorization' }\` |
| Azure DevOps | \`Authorization: Basic\` | \`{ header: 'authorization', prefix: 'Basic ' }\` |
| Brevo | \`Authorization: Bearer\`, from addresses that it publishes | \`{ header: 'authorization', prefix: 'Bearer ' }\` |
| Chargebee | \`Authorization: Basic\` | \`{ header: 'authorization', prefix: 'Basic ' }\` |
| Deepgram | \`dg-token\`, which names a key and is no secret | give it an address with a password (Basic), as Postmark |
| Docker Hub | nothing | a secret in the address |
| Figma | \`passcode\` in the body | the scheme \`figma\` |
| GitLab, of a secret token | \`X-Gitlab-Token\` | the scheme \`gitlabToken\`; \`gitlab\`, which signs, is better |
| n8n | what its workflow was given | see [webhooks from n8n](../guide/webhooks-from-n8n.md) |
| Pipedrive | \`Authorization: Basic\` | \`{ header: 'authorization', prefix: 'Basic ' }\` |
| Postmark | \`Authorization: Basic\` of the address that it was given, or a header that was set | \`{ header: 'authorization', prefix: 'Basic ' }\` |
| Telegram | \`X-Telegram-Bot-Api-Secret-Token\` | the scheme \`telegram\` |

## Not here

| sender | why |
|---|---|
| Fathom, folk | they sign as Standard Webhooks do: \`standardWebhooks\` |
| MailChannels | HTTP Message Signatures: \`httpMessageSignature({ algorithm: 'ed25519' })\` with its key |
| fal | it signs a text that has the hash of the body in it; the keys are fetched |
| FusionAuth | a JWS whose algorithm and key are chosen in its settings |
| ConnectWise | each delivery names the address of its key |
| TrueLayer | a detached JWS with ES512 over method, path and headers; the keys are fetched |
| Sellsy | SHA-1 of secret and body, which is no MAC: whoever has one can lengthen the body |
`.split('\n')
