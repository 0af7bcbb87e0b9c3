// A STAND-IN for Bluesky's search service, which is not in the npm packages. It is ours: that it finds somebody says
// nothing of the real ranking. The AppView asks it for identifiers only; hydration and all JSON stay the AppView's own.
// English stemming; every word must occur. Of the filters only since and until (posts) are obeyed, sort is not.
import http from 'node:http'

const KINDS = {
  searchActorsSkeleton: ['actors', 'did', `
    select a.did, concat_ws(' ', split_part(a.handle, '.', 1), p."displayName", p.description) as words,
           lpad(coalesce(g."followersCount", 0)::text, 12, '0') as rank
    from actor a left join profile p on p.creator = a.did left join profile_agg g on g.did = a.did`],
  searchPostsSkeleton: ['posts', 'uri', 'select uri, text as words, "sortAt" as rank from post'],
  searchStarterPacksSkeleton: ['starterPacks', 'uri', `
    select s.uri, concat_ws(' ', s.name, r.json::jsonb ->> 'description') as words, s."sortAt" as rank
    from starter_pack s join record r on r.uri = s.uri`],
}

async function answer(pool, url) {
  const [list, key, rows] = KINDS[url.pathname.split('.').at(-1)] ?? []
  const get = (name) => url.searchParams.get(name)
  const limit = Number(get('limit') ?? 25), offset = Number(get('cursor') ?? 0)
  if (!list || !Number.isInteger(offset)) return [400, { error: 'InvalidRequest', message: 'no such search or cursor' }]
  const found = await pool.query(
    `select ${key} from (${rows}) as x
     where to_tsvector('english', words) @@ plainto_tsquery('english', $1) and rank >= $2 and rank < $3
     order by rank desc, ${key} limit $4 offset $5`,
    [get('q'), get('since') ?? '', get('until') ?? '~', limit + 1, offset])
  const cursor = found.rows.length > limit ? String(offset + limit) : undefined
  return [200, { [list]: found.rows.slice(0, limit), cursor }]
}

/** `pool` is a function: the AppView must know our address before it makes its database. */
export async function startSearch(pool) {
  const server = http.createServer(async (request, response) => {
    const refuse = (error) => [500, { error: 'InternalServerError', message: String(error) }]
    const [status, body] = await answer(pool(), new URL(request.url, 'http://search')).catch(refuse)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise((done) => server.listen(0, done))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => void (server.closeAllConnections(), server.close()),
  }
}
