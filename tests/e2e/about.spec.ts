// What the page says of its models is what their files say.
import { test, expect } from './test';

/** Every model of the table: its folder under /models, and a word of its row. */
const MODELS: [string, string][] = [
  ['sentiment-lstm', 'Sentiment, LSTM'], ['sentiment-rnn', 'Sentiment, RNN'], ['sentiment-mean', 'Sentiment, mean of word vectors'],
  ['entities', 'Names in a text'], ['language-model-lstm', 'Next word, LSTM'], ['language-model-rnn', 'Next word, RNN'],
  ['word-vectors', 'Word vectors'], ['rnn-translator-attention', 'Translator, LSTM with attention'],
  ['rnn-translator-plain', 'Translator, LSTM without attention'], ['variants/heads-1', 'Small Transformer, 1 head'],
  ['variants/heads-2', 'Small Transformer, 2 heads'], ['variants/heads-4', 'Small Transformer, 4 heads, ε = 0.1'],
  ['variants/heads-8', 'Small Transformer, 8 heads'], ['variants/smoothing-0', 'Small Transformer, 4 heads, ε = 0'],
];

test('every model is named with its size and its measured quality', async ({ app, page, request }) => {
  await app.open('/about');
  const table = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Lessons' }) });
  await expect(table.locator('tbody tr')).toHaveCount(MODELS.length);
  for (const [folder, name] of MODELS) {
    const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
    const manifest = await (await request.get(`/models/${folder}/manifest.json`)).json();
    const measured = Object.values(manifest.quality as Record<string, number>).map(x => x.toFixed(2));
    await expect(row.locator('li b')).toHaveText(measured);
    const bytes = manifest.files.reduce((sum: number, file: { bytes: number }) => sum + file.bytes, 0);
    await expect(row.locator('td.number')).toHaveText((bytes / 1e6).toFixed(1));
    await expect(row.getByRole('link').first()).toHaveAttribute('href', /^\/[a-z-]+$/);
  }
  await app.expectFits();
  await app.expectAccessible();
  await page.getByRole('button', { name: '简体中文' }).click();
  await expect(page.getByRole('rowheader', { name: '词向量', exact: true })).toBeVisible();
  await app.expectFits();
});
