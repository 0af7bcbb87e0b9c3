// A real Bluesky on loopback, filled with invented creators:  node server.mjs creators.jsonl
// Environment: DATABASE_URL (an empty PostgreSQL database), TMPDIR (where the PDS keeps its files), NODE_PATH (the
// installed packages), SEARCH ("stand-in" or "stock"). Prints one line of JSON once everything is loaded and indexed.
import dns from 'node:dns'
import net from 'node:net'
import { createRequire } from 'node:module'
import { load } from './load.mjs'
import { startSearch } from './search.mjs'

// dev-env listens on every interface, its data plane without any password: keep all of it on loopback.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  const options = typeof first === 'object' ? first : { port: first }
  if (options.path !== undefined) throw new Error('no sockets outside loopback')
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest.filter((x) => typeof x === 'function'))
}
dns.setDefaultResultOrder('ipv4first') // dev-env calls itself "localhost", which may mean ::1 first
console.log = console.error // stdout is for the one line
process.env.LOG_ENABLED ??= 'false'

const started = Date.now()
const { TestBsky, TestPds, TestPlc, mockNetworkUtilities } = createRequire(import.meta.url)('@atproto/dev-env')
const freePort = () =>
  new Promise((done) => {
    const probe = net.createServer().listen(0, () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

const closing = [] // what to close, last started first
let stopping = false
async function stop(code) {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(code), 3_000).unref() // a part that hangs must not keep the process alive
  for (const part of closing.reverse()) await part.close().catch((error) => console.error('close', error))
  process.exit(code)
}
process.on('SIGTERM', () => stop(0)).on('SIGINT', () => stop(0))

try {
  // No Ozone, no Redis: TestNetwork would start both, and nothing that microscout asks needs them.
  const plc = await TestPlc.create({})
  closing.push(plc)
  let bsky
  const search = process.env.SEARCH === 'stock' ? undefined : await startSearch(() => bsky.db.pool)
  if (search) closing.push(search)
  const pdsPort = await freePort()
  bsky = await TestBsky.create({
    plcUrl: plc.url,
    pdsPort,
    repoProvider: `ws://localhost:${pdsPort}`,
    dbPostgresUrl: process.env.DATABASE_URL,
    dbPostgresSchema: 'appview',
    searchUrl: search?.url,
  })
  closing.push(bsky)
  const pds = await TestPds.create({
    port: pdsPort,
    hostname: 'localhost',
    didPlcUrl: plc.url,
    bskyAppViewUrl: bsky.url,
    bskyAppViewDid: bsky.serverDid,
    enableDidDocWithSession: true,
  })
  closing.push(pds)
  mockNetworkUtilities(pds, bsky) // handles are resolved by asking our PDS, not DNS
  const ready = Date.now()
  const loaded = await load({ pds, bsky, file: process.argv[2] })
  const url = (port) => `http://127.0.0.1:${port}`
  const ms = { start: ready - started, load: Date.now() - ready }
  process.stdout.write(JSON.stringify({ appview: url(bsky.port), pds: url(pds.port), ...loaded, ms }) + '\n')
} catch (error) {
  console.error(error)
  await stop(1)
}
