/* The steps of benchmarks/training.py as bare loops, for a number of dimensions D that the compiler knows.

   x holds V center vectors, then V outside vectors, of D numbers each. The windows are laid out as in w2v_lib:
   B centers, the number of pairs of each, and W words for each pair, the true one in front. */

#include <math.h>
#include <stdint.h>

typedef intptr_t whole;

/* One minibatch, as the batched step takes it: all derivatives at x as it was, then all additions. Returns the
   summed loss. `errors` has room for one number a word, `to_centers` for B D. */
double minibatch(double *restrict x, whole V, const whole *centers, const whole *sizes, whole B,
                 const whole *words, whole W, double factor, double *restrict errors,
                 double *restrict to_centers)
{
    double loss = 0, *restrict U = x + V * D;
    const whole *word = words;
    double *error = errors;
    for (whole i = 0; i < B; i++) {
        const double *v = x + centers[i] * D;
        double to_center[D] = {0};
        for (whole pair = 0; pair < sizes[i]; pair++, word += W, error += W) {
            double product = 1;
            for (whole j = 0; j < W; j++) {
                double score = 0;
                for (int d = 0; d < D; d++)
                    score += v[d] * U[word[j] * D + d];
                error[j] = j ? score : -score;
            }
            for (whole j = 0; j < W; j++) {
                double q = 1 + exp(error[j]);
                product *= q;
                error[j] = factor * (1 - 1 / q);
            }
            error[0] = -error[0];
            loss += log(product);
            for (whole j = 0; j < W; j++)
                for (int d = 0; d < D; d++)
                    to_center[d] += error[j] * U[word[j] * D + d];
        }
        for (int d = 0; d < D; d++)
            to_centers[i * D + d] = to_center[d];
    }
    word = words, error = errors;
    for (whole i = 0; i < B; i++) {
        const double *v = x + centers[i] * D;
        for (whole n = 0; n < sizes[i] * W; n++)
            for (int d = 0; d < D; d++)
                U[word[n] * D + d] += error[n] * v[d];
        word += sizes[i] * W, error += sizes[i] * W;
    }
    for (whole i = 0; i < B; i++)
        for (int d = 0; d < D; d++)
            x[centers[i] * D + d] += to_centers[i * D + d];
    return loss;
}

/* The same pairs one by one, in short numbers and in place, without a loss; sigmoids from a table of `cells`
   between -6 and 6. That is what gensim and the original word2vec compute. */
void one_by_one(float *restrict x, whole V, const whole *centers, const whole *sizes, whole B, const whole *words,
                whole W, float rate, const float *table, whole cells)
{
    float *restrict U = x + V * D;
    for (whole i = 0; i < B; i++) {
        float *v = x + centers[i] * D;
        for (whole pair = 0; pair < sizes[i]; pair++, words += W) {
            float to_center[D] = {0};
            for (whole j = 0; j < W; j++) {
                float score = 0, *u = U + words[j] * D;
                for (int d = 0; d < D; d++)
                    score += v[d] * u[d];
                float p = score <= -6 ? 0 : score >= 6 ? 1 : table[(whole)((score + 6) / 12 * cells)];
                float error = rate * ((j == 0) - p);
                for (int d = 0; d < D; d++)
                    to_center[d] += error * u[d];
                for (int d = 0; d < D; d++)
                    u[d] += error * v[d];
            }
            for (int d = 0; d < D; d++)
                v[d] += to_center[d];
        }
    }
}
