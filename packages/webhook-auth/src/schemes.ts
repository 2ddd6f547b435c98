export { adyen } from './schemes/adyen.ts'
export { discord } from './schemes/discord.ts'
export { github } from './schemes/github.ts'
export { githubSecretScanning } from './schemes/github-secret-scanning.ts'
export {
  type HttpMessageSignatureOptions,
  type HttpSignatureAlgorithm,
  httpMessageSignature,
} from './schemes/http-message-signature.ts'
export { hubspotV1, hubspotV2, hubspotV3 } from './schemes/hubspot.ts'
export { mailgun } from './schemes/mailgun.ts'
export { messagebird } from './schemes/messagebird.ts'
export { netlify } from './schemes/netlify.ts'
export { sendgrid } from './schemes/sendgrid.ts'
export { standardWebhooks, standardWebhooksV1a } from './schemes/standard-webhooks.ts'
export { stripe } from './schemes/stripe.ts'
export { svix, svixV1a } from './schemes/svix.ts'
export { twilio } from './schemes/twilio.ts'
export { wise } from './schemes/wise.ts'
