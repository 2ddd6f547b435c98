export { github } from './schemes/github.ts'
export { stripe } from './schemes/stripe.ts'
