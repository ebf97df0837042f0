import { isSecret, masked, maskedText } from '../../lib/errors/masks.js';

describe('A mask of the debug page', () => {
  it.each(
    'code authCode verification_code jwt id_jwt sig otp totp x-auth x-auth-user x-authenticated-user x-signature x-hub-signature-256 x-jwt-assertion x-forwarded-client-cert ssl-client-cert password api_key apiKey phpsessid sid code_verifier SAMLResponse pin pass'.split(
      ' ',
    ),
  )('hides %s', (name) => {
    expect(isSecret(name)).toBe(true);
  });

  it.each(
    'zipcode zip_code statusCode country-code author authors authority design hotpink page user-agent accept-encoding sec-fetch-site x-forwarded-for passenger compass'.split(
      ' ',
    ),
  )('leaves %s', (name) => {
    expect(isSecret(name)).toBe(false);
  });

  it('hides queries of addresses, and tokens in a text', () => {
    expect(maskedText('from https://a.example/b?code=1 to http://c.example/d')).toBe(
      'from https://a.example/b?*** to http://c.example/d',
    );
    expect(maskedText('as eyJhbGciOi.eyJzdWIi.c2ln said')).toBe('as *** said');
    expect(maskedText('Bearer hunter2')).toBe('Bearer ***');
  });

  it('hides who logs in at an address', () => {
    expect(
      maskedText('no postgres://app:hunter2@db.example/x, nor https://t0ken@a.example/b?c=1 nor a@b.example'),
    ).toBe('no postgres://***@db.example/x, nor https://***@a.example/b?*** nor a@b.example');
    expect(masked({ database: 'redis://:hun@ter2@127.0.0.1:6379' })).toEqual({
      database: 'redis://***@127.0.0.1:6379',
    });
  });

  it('keeps the code of an error, and hides its secrets', () => {
    const error = Object.assign(new Error('x'), { code: 'ENOENT', config: { password: 'hunter2' } });
    expect(masked(error)).toMatchObject({ code: 'ENOENT', config: { password: '***' } });
  });
});
