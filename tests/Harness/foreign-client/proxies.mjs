// An Express app with compression() in front of another server, as apps put it in front of their pages and everything behind them.
import http from 'node:http';
import compression from 'compression';
import express from 'express';

export async function compressingProxy({ target }) {
  const app = express();
  app.use(compression());
  app.use((request, response) => {
    const passedOn = http.request(target + request.originalUrl, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    response.on('close', () => passedOn.destroy());
    request.pipe(passedOn);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return `http://127.0.0.1:${server.address().port}`;
}
