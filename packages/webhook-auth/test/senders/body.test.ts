import { createRequire } from 'node:module'
import { signatureHelper } from '@kontent-ai/webhook-helper'
import { signWebhookPayload, verifyWebhookSignature } from '@notionhq/client'
import { WebhookEventVerifier } from '@onfido/api'
import {
  adyenPlatform,
  cloudconvert,
  easypost,
  gocardless,
  kontentAi,
  notion,
  onfido,
  pusher,
  shopify,
} from '@sallyport/webhook-auth/schemes'
import '@shopify/shopify-api/adapters/web-api'
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api'
import CloudConvert from 'cloudconvert'
import * as gocardlessWebhooks from 'gocardless-nodejs/webhooks'
import Pusher from 'pusher'
import { describeLibraries, secret } from '../support/library.ts'

const load = createRequire(import.meta.url)
// Their types describe other exports than their code has.
const { hmacValidator } = load('@adyen/api-library') as {
  hmacValidator: new () => {
    calculateHmac(body: string, key: string): string
    validateBankingHMAC(signature: string, key: string, body: string): boolean
  }
}
const EasyPost = load('@easypost/api') as new (
  key: string,
) => Readonly<
  Record<string, { validateWebhook(body: Uint8Array, headers: object, key: string): object }>
>
const adyenKey = 'DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00'
const shopOf = (apiSecretKey: string) =>
  shopifyApi({
    apiKey: 'none',
    apiSecretKey,
    apiVersion: ApiVersion.July26,
    hostName: 'shop.example',
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  })
const shopHeaders = {
  'x-shopify-topic': 'orders/create',
  'x-shopify-shop-domain': 'shop.example',
  'x-shopify-api-version': '2026-07',
  'x-shopify-webhook-id': 'd-1',
}

describeLibraries({
  '@adyen/api-library': {
    scheme: adyenPlatform,
    secret: adyenKey,
    signs: (body) => ({ hmacsignature: new hmacValidator().calculateHmac(body, adyenKey) }),
    accepts: (body, headers, key) =>
      new hmacValidator().validateBankingHMAC(headers.hmacsignature ?? '', key, body),
  },
  cloudconvert: {
    scheme: cloudconvert,
    secret,
    accepts: (body, headers, key) =>
      new CloudConvert('none').webhooks.verify(body, headers['cloudconvert-signature'] ?? '', key),
  },
  '@easypost/api': {
    scheme: easypost,
    secret,
    accepts: (body, headers, key) =>
      new EasyPost('none').Utils?.validateWebhook(Buffer.from(body), { ...headers }, key),
  },
  'gocardless-nodejs': {
    scheme: gocardless,
    secret,
    accepts: (body, headers, key) =>
      gocardlessWebhooks.verifySignature(body, key, headers['webhook-signature'] ?? ''),
  },
  '@kontent-ai/webhook-helper': {
    scheme: kontentAi,
    secret,
    signs: (body) => ({
      'x-kontent-ai-signature': signatureHelper.getHashFromString(body, secret),
    }),
    accepts: (body, headers, key) =>
      signatureHelper.isValidSignatureFromString(
        body,
        key,
        headers['x-kontent-ai-signature'] ?? '',
      ),
  },
  '@notionhq/client': {
    scheme: notion,
    secret,
    signs: async (body) => ({
      'x-notion-signature': await signWebhookPayload({ body, verificationToken: secret }),
    }),
    accepts: (body, headers, verificationToken) =>
      verifyWebhookSignature({
        body,
        signature: headers['x-notion-signature'] ?? '',
        verificationToken,
      }),
  },
  '@onfido/api': {
    scheme: onfido,
    secret,
    accepts: (body, headers, key) =>
      new WebhookEventVerifier(key).readPayload(body, headers['x-sha2-signature'] ?? ''),
  },
  pusher: {
    scheme: pusher,
    secret,
    accepts: (rawBody, headers, key) =>
      new Pusher({ appId: '1', key: 'k', secret: key, cluster: 'eu' })
        .webhook({
          headers: { ...headers, 'x-pusher-key': 'k', 'content-type': 'application/json' },
          rawBody,
        })
        .isValid(),
  },
  '@shopify/shopify-api': {
    scheme: shopify,
    secret,
    accepts: async (rawBody, headers, key) => {
      const rawRequest = new Request('https://shop.example/hooks', {
        method: 'POST',
        headers: { ...shopHeaders, ...headers },
      })
      return (await shopOf(key).webhooks.validate({ rawBody, rawRequest })).valid
    },
  },
})
