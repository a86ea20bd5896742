import { expect, test } from 'vitest';
import { detectPersonalData } from '../../domain/gate/detectors/personal-data/personal-data.ts';
import { read } from '../../domain/gate/detectors/text/readings.ts';

const found = (text: string) => detectPersonalData(read(text));

test.each([
  ['e-mail address', 'Reply to maria.gonzalez@outlook.es.'],
  ['e-mail address', 'maria.gonzalez at outlook dot es'],
  ['telephone number', 'Call me: (415) 555-2671'],
  ['telephone number', 'Tel. +44 20 7946 0958'],
  ['payment card', 'Card 4111 1111 1111 1111, 12/29'],
  ['IBAN', 'DE89 3704 0044 0532 0130 00'],
  ['date of birth', 'born on 14 March 1987'],
  ['date of birth', '{"date_of_birth":"1987-03-14"}'],
  ['social security number', 'SSN 536-22-8726'],
  ['passport', 'Passport no. C01X00T47'],
  ['national insurance number', 'NI number AB 12 34 56 C'],
  ['tax number', 'CPF 529.982.247-25'],
  ['national number', 'DNI 12345678Z'],
  ['home address', 'She lives at 14 Elm Close, Reading.'],
  ['salary', 'Salary of Peter Novak: 84,000 EUR'],
  ['health data', 'Nora Feld has been diagnosed with diabetes.'],
])('finds a %s: %s', (name, text) => {
  expect(found(text)).toContain(name);
});

test.each([
  'Write to support@acme.io or no-reply@acme.io.',
  'Order 4111 1111 1111 1112 has shipped.',
  'IBAN GB82 WEST 1234 5698 7654 33 is mistyped.',
  'Call our free line 0800 123 4567.',
  'Invoice 2026-11-21, total 4,111.00 USD',
  'Version 10.4.1, build 20261121',
  'icon@2x.png',
  'CPF 529.982.247-26',
])('leaves alone what belongs to nobody, or proves itself wrong: %s', (text) => {
  expect(found(text)).toEqual([]);
});
