// The same questions to nine libraries and to us: `node scripts/bench/peers/network.ts` prints what each answers.
import { createRequire } from 'node:module'
import { BlockList } from 'node:net'
import { testRequest } from '@sallyport/core/testing'
import { clientAddress, networkList, parseAddress } from '@sallyport/network'
import spellings from '../../../packages/network/test/spellings.json' with { type: 'json' }

const require = createRequire(import.meta.url)
type Answer = (address: string, network: string) => unknown

const ipaddr = require('ipaddr.js')
const { Netmask } = require('netmask')
const { matches } = require('ip-matching')
const CidrMatcher = require('cidr-matcher')
const inRange = require('ip-range-check')
const { isInSubnet } = require('is-in-subnet')
const { Address4, Address6 } = require('ip-address')
const proxyAddr = require('proxy-addr')

const libraries: Readonly<Record<string, Answer>> = {
  sallyport: (address, network) => {
    const list = networkList([network])
    return parseAddress(address) === undefined ? 'none' : list.has(address)
  },
  BlockList: (address, network) => {
    const [net = '', bits] = network.split('/')
    const list = new BlockList()
    list.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4')
    return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
  },
  'ipaddr parse': (address, network) => ipaddr.parse(address).match(ipaddr.parseCIDR(network)),
  'ipaddr process': (address, network) => {
    const [given, wanted] = [ipaddr.process(address), ipaddr.parseCIDR(network)]
    return given.kind() === wanted[0].kind() && given.match(wanted)
  },
  netmask: (address, network) => new Netmask(network).contains(address),
  'ip-matching': (address, network) => matches(address, network),
  'cidr-matcher': (address, network) => new CidrMatcher([network]).contains(address),
  'ip-range-check': (address, network) => inRange(address, network),
  'is-in-subnet': (address, network) => isInSubnet(address, network),
  'ip-address': (address, network) => {
    const Kind = address.includes(':') ? Address6 : Address4
    return new Kind(address).isInSubnet(new Kind(network))
  },
}

const said = (answer: Answer, address: string, network: string): string => {
  try {
    return String(answer(address, network))
  } catch {
    return 'throws'
  }
}
const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(i === 0 ? 38 : 14)).join(' ')

console.log(row(['is in', ...Object.keys(libraries)]))
for (const { address, list } of spellings) {
  const answers = Object.values(libraries).map((answer) => said(answer, address, list))
  console.log(row([`${JSON.stringify(address)} in ${list}`, ...answers]))
}

console.log(`\n${row(['X-Forwarded-For, trusted 10.0.0.0/8', 'sallyport', 'proxy-addr'])}`)
const ours = clientAddress({ trustedProxies: ['10.0.0.0/8'] })
for (const header of [
  '6.6.6.6, 10.0.0.2',
  'not-an-ip, 10.0.0.2',
  '6.6.6.6:1234',
  '6.6.6.6, , 10.0.0.2',
]) {
  const headers = { 'x-forwarded-for': header }
  const request = {
    headers,
    connection: { remoteAddress: '10.0.0.1' },
    socket: { remoteAddress: '10.0.0.1' },
  }
  const mine = ours(testRequest({ peer: '10.0.0.1', headers }))
  console.log(
    row([JSON.stringify(header), String(mine), String(proxyAddr(request, ['10.0.0.0/8']))]),
  )
}
