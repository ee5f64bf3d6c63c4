// An OpenID provider as INFN IAM looks to its clients, made of the certified npm package
// oidc-provider. Reads one JSON object from the file named by its argument:
//   {port, key, certificate, modules, clientId, redirects[], scopes[], audience, accessTokenSeconds,
//    deviceSeconds, people: [{name, password, displayName, groups[]}]}
// and prints READY once it answers. All its state is in memory; its keys are new at each start.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const told = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
// The package lies in the build folder, not beside this file.
const { default: Provider } = await import(
  pathToFileURL(createRequire(`${told.modules}/`).resolve('oidc-provider')).href);

const issuer = `https://127.0.0.1:${told.port}/`; // IAM's issuer ends in a slash as well
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const people = new Map(told.people.map((person) => [person.name, person]));

function signingKey(kind, options, alg) {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: `${alg}-${randomUUID()}` };
}

function claimsOf(id) {
  const { name, displayName, groups } = people.get(id);
  return { sub: id, name: displayName, preferred_username: name, groups };
}

const provider = new Provider(issuer, {
  jwks: { keys: [signingKey('rsa', { modulusLength: 2048 }, 'RS256'), signingKey('ec', { namedCurve: 'P-256' }, 'ES256')] },
  clients: [{
    client_id: told.clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', deviceGrant],
    redirect_uris: told.redirects,
    scope: told.scopes.join(' '),
  }],
  scopes: told.scopes,
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
  conformIdTokenClaims: false, // IAM puts the profile into the ID token too
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (context, client, code) => code.scopes.has('offline_access'),
  routes: {
    authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwk',
    device_authorization: '/devicecode', code_verification: '/device', revocation: '/revoke',
  },
  features: {
    devInteractions: { enabled: true }, // its pages for login and consent
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    // Without a resource the access tokens are opaque; with one they are JWTs, which this
    // provider's own userinfo then refuses.
    resourceIndicators: {
      enabled: Boolean(told.audience),
      defaultResource: () => told.audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: told.scopes.join(' '), audience: told.audience,
        accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  extraTokenClaims: (context, token) => ({ name: people.get(token.accountId)?.displayName }),
  cookies: { keys: [randomUUID()] },
  ttl: {
    AccessToken: told.accessTokenSeconds, AuthorizationCode: 60, IdToken: 600, DeviceCode: told.deviceSeconds,
    RefreshToken: 1209600, Interaction: 600, Session: 86400, Grant: 1209600,
  },
  findAccount: (context, id) => people.has(id) ? { accountId: id, claims: () => claimsOf(id) } : undefined,
});

// The package's login page takes any password; this provider's people have one.
provider.use(async (context, next) => {
  if (context.method === 'POST' && context.path.startsWith('/interaction/')) {
    const parts = [];
    for await (const part of context.req) parts.push(part);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
    if (form.prompt === 'login' && people.get(form.login)?.password !== form.password) {
      context.status = 403;
      context.body = 'unknown name or password';
      return;
    }
    context.req.body = form; // what the package reads when somebody has read the stream before it
  }
  await next();
});

const server = https.createServer(
  { key: fs.readFileSync(told.key), cert: fs.readFileSync(told.certificate), minVersion: 'TLSv1.2' },
  provider.callback());
server.listen(told.port, '127.0.0.1', () => console.log('READY'));
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
