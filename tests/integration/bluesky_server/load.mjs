// Loads creators (JSON Lines) through the PDS's own API, so that the AppView indexes records as it does in the wild.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const PASSWORD = 'invented-and-only-for-tests'
const FANS = 3 // accounts that really like, follow and reply; the large numbers are written into the AppView's tables
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString()
const create = (collection, value, rkey) => ({
  $type: 'com.atproto.repo.applyWrites#create', collection, rkey, value: { $type: collection, ...value },
})

export async function load({ pds, bsky, file }) {
  const creators = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line))

  async function account(handle, n) {
    const agent = pds.getClient()
    const { data } = await agent.createAccount({ handle, email: `n${n}@example.com`, password: PASSWORD })
    const write = async (writes) => // the PDS takes at most 200 at once
      writes.length <= 200
        ? (await agent.com.atproto.repo.applyWrites({ repo: data.did, writes })).data.results
        : [...(await write(writes.slice(0, 200))), ...(await write(writes.slice(200)))]
    return { handle, did: data.did, agent, write }
  }
  const fanHandles = Array.from({ length: FANS }, (_, n) => `onlooker-${n}.test`)
  const all = await Promise.all([...creators.map((c) => c.handle), ...fanHandles].map(account))
  const of = new Map(all.map((a) => [a.handle, a]))
  const fans = fanHandles.map((handle) => of.get(handle))

  // 1. Posts: their cids are needed by everything that points at them.
  await Promise.all(creators.map(async (c) => {
    const writes = c.posts.map((p) =>
      create('app.bsky.feed.post', { text: p.text, langs: ['en'], createdAt: p.created_at ?? daysAgo(p.days_ago) }))
    const made = writes.length ? await of.get(c.handle).write(writes) : []
    made.forEach(({ uri, cid }, n) => (c.posts[n].ref = { uri, cid }))
  }))

  // 2. Profiles, reposts and starter packs of the creators.
  await Promise.all(creators.map(async (c) => {
    const { did, write } = of.get(c.handle)
    const writes = (c.reposts_of ?? []).map((handle, n) => {
      const subject = creators.find((other) => other.handle === handle).posts[0].ref
      return create('app.bsky.feed.repost', { subject, createdAt: daysAgo(0.5 + n) })
    })
    if (c.name !== null) { // null: somebody who never filled in a profile
      const labels = c.flags?.no_unauthenticated && {
        $type: 'com.atproto.label.defs#selfLabels', values: [{ val: '!no-unauthenticated' }],
      }
      const pinnedPost = c.posts[c.pinned]?.ref
      const profile = { displayName: c.name, description: c.bio, pinnedPost, labels, createdAt: daysAgo(400) }
      writes.push(create('app.bsky.actor.profile', profile, 'self'))
    }
    for (const { name, description, members } of c.starter_packs ?? []) {
      const createdAt = daysAgo(30)
      const purpose = 'app.bsky.graph.defs#referencelist'
      const [list] = await write([create('app.bsky.graph.list', { purpose, name, createdAt })])
      const entries = members.map((handle) =>
        create('app.bsky.graph.listitem', { list: list.uri, subject: of.get(handle).did, createdAt }))
      writes.push(...entries, create('app.bsky.graph.starterpack', { name, description, list: list.uri, createdAt }))
    }
    if (writes.length) await write(writes)
  }))

  // 3. A few real follows, likes and replies under each creator's first posts.
  await Promise.all(fans.map((fan, n) => {
    const createdAt = daysAgo(0)
    const follows = creators.map((c) => create('app.bsky.graph.follow', { subject: of.get(c.handle).did, createdAt }))
    const acts = creators.flatMap((c) => c.posts.slice(0, 3)).flatMap((p) => [
      ...(p.likes > n ? [create('app.bsky.feed.like', { subject: p.ref, createdAt })] : []),
      ...(p.replies > n ? [create('app.bsky.feed.post', {
        text: `Onlooker ${n} agrees.`, langs: ['en'], createdAt, reply: { root: p.ref, parent: p.ref },
      })] : []),
    ])
    return fan.write([...follows, ...acts])
  }))
  await indexed(pds, bsky)

  // 4. What became of some accounts.
  const admin = { headers: pds.adminAuthHeaders(), encoding: 'application/json' }
  for (const { handle, state } of creators) {
    const { did, agent } = of.get(handle)
    const subject = { $type: 'com.atproto.admin.defs#repoRef', did }
    if (state === 'deactivated') await agent.com.atproto.server.deactivateAccount({})
    if (state === 'takendown')
      await pds.getClient().com.atproto.admin.updateSubjectStatus({ subject, takedown: { applied: true } }, admin)
    if (state === 'deleted') await pds.getClient().com.atproto.admin.deleteAccount({ did }, admin)
  }
  await indexed(pds, bsky)

  // 5. The counts, last: a real like, follow or reply makes the AppView count anew.
  const profiles = creators.map((c) => ({ did: of.get(c.handle).did, followers: c.followers }))
  await bsky.db.pool.query(
    `insert into profile_agg (did, "followersCount")
     select did, followers from jsonb_to_recordset($1) as c(did text, followers bigint)
     on conflict (did) do update set "followersCount" = excluded."followersCount"`, [JSON.stringify(profiles)])
  const posts = creators.flatMap((c) => c.posts).map(({ ref, likes, reposts, quotes, replies }) =>
    ({ uri: ref.uri, likes, reposts, quotes: quotes ?? 0, replies }))
  await bsky.db.pool.query(
    `insert into post_agg (uri, "likeCount", "repostCount", "quoteCount", "replyCount")
     select * from jsonb_to_recordset($1) as c(uri text, likes bigint, reposts bigint, quotes bigint, replies bigint)
     on conflict (uri) do update set "likeCount" = excluded."likeCount", "repostCount" = excluded."repostCount",
       "quoteCount" = excluded."quoteCount", "replyCount" = excluded."replyCount"`, [JSON.stringify(posts)])

  return { password: PASSWORD, handles: creators.map((c) => c.handle) }
}

/** Waits until the AppView has indexed all that the PDS has said so far. */
async function indexed(pds, bsky) {
  await pds.processAll()
  const last = await pds.ctx.sequencer.curr()
  for (const deadline = Date.now() + 60_000; ((await bsky.sub.runner.getCursor()) ?? 0) < last; await sleep(20))
    if (Date.now() > deadline) throw new Error(`the AppView has not reached event ${last}`)
  await bsky.sub.processAll() // the counting runs behind the indexing
}
