/*
 * The bare time of signatures: EVP_PKEY_sign in a loop on every core, over hashes that are ready; or of verifying one as often.
 * What a signer or verifier adds to this is its own cost.
 *
 *   gcc -O2 -o bare-signatures bare-signatures.c -lcrypto -lpthread
 *   ./bare-signatures ecdsap256sha256|rsasha256|ed25519 COUNT [THREADS [verify]]
 *
 * Prints: algorithm count threads wall-seconds cpu-seconds
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ec.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum algorithm { ECDSA_P256, RSA_2048, ED25519 };

struct share {
    enum algorithm algorithm;
    EVP_PKEY *key;
    long count;
    int verifies;
};

static void must(int good, const char *what)
{
    if (!good) {
        fprintf(stderr, "bare-signatures: %s failed\n", what);
        exit(1);
    }
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Ed25519 hashes the message itself (RFC 8032), so its message has the size of a typical RRset with its RRSIG fields. */
static void sign_messages(const struct share *share)
{
    unsigned char message[100] = {0};
    unsigned char signature[64];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(EVP_DigestSignInit(context, NULL, NULL, NULL, share->key) == 1, "EVP_DigestSignInit");
    for (long i = 0; i < share->count; i++) {
        size_t length = sizeof signature;
        memcpy(message, &i, sizeof i);
        must(EVP_DigestSign(context, signature, &length, message, sizeof message) == 1, "EVP_DigestSign");
    }
    EVP_MD_CTX_free(context);
}

static void verify_messages(const struct share *share)
{
    unsigned char message[100] = {0};
    unsigned char signature[64];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(EVP_DigestSignInit(context, NULL, NULL, NULL, share->key) == 1, "EVP_DigestSignInit");
    must(EVP_DigestSign(context, signature, &length, message, sizeof message) == 1, "EVP_DigestSign");
    EVP_MD_CTX_free(context);
    context = EVP_MD_CTX_new();
    must(EVP_DigestVerifyInit(context, NULL, NULL, NULL, share->key) == 1, "EVP_DigestVerifyInit");
    for (long i = 0; i < share->count; i++) {
        must(EVP_DigestVerify(context, signature, length, message, sizeof message) == 1, "EVP_DigestVerify");
    }
    EVP_MD_CTX_free(context);
}

static void sign_hashes(const struct share *share)
{
    unsigned char hash[32] = {0};
    unsigned char signature[256];
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(share->key, NULL);
    must(EVP_PKEY_sign_init(context) == 1, "EVP_PKEY_sign_init");
    must(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1, "EVP_PKEY_CTX_set_signature_md");
    for (long i = 0; i < share->count; i++) {
        size_t length = sizeof signature;
        memcpy(hash, &i, sizeof i);
        must(EVP_PKEY_sign(context, signature, &length, hash, sizeof hash) == 1, "EVP_PKEY_sign");
    }
    EVP_PKEY_CTX_free(context);
}

static void verify_hashes(const struct share *share)
{
    unsigned char hash[32] = {0};
    unsigned char signature[256];
    size_t length = sizeof signature;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(share->key, NULL);
    must(EVP_PKEY_sign_init(context) == 1, "EVP_PKEY_sign_init");
    must(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1, "EVP_PKEY_CTX_set_signature_md");
    must(EVP_PKEY_sign(context, signature, &length, hash, sizeof hash) == 1, "EVP_PKEY_sign");
    EVP_PKEY_CTX_free(context);
    context = EVP_PKEY_CTX_new(share->key, NULL);
    must(EVP_PKEY_verify_init(context) == 1, "EVP_PKEY_verify_init");
    must(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1, "EVP_PKEY_CTX_set_signature_md");
    for (long i = 0; i < share->count; i++) {
        must(EVP_PKEY_verify(context, signature, length, hash, sizeof hash) == 1, "EVP_PKEY_verify");
    }
    EVP_PKEY_CTX_free(context);
}

static void *work(void *argument)
{
    const struct share *share = argument;
    if (share->algorithm == ED25519) {
        (share->verifies ? verify_messages : sign_messages)(share);
    } else {
        (share->verifies ? verify_hashes : sign_hashes)(share);
    }
    return NULL;
}

static EVP_PKEY *make_key(enum algorithm algorithm)
{
    switch (algorithm) {
    case ECDSA_P256:
        return EVP_EC_gen("P-256");
    case RSA_2048:
        return EVP_RSA_gen(2048);
    default:
        return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    }
}

static enum algorithm algorithm_named(const char *name)
{
    if (strcmp(name, "ecdsap256sha256") == 0) {
        return ECDSA_P256;
    }
    if (strcmp(name, "rsasha256") == 0) {
        return RSA_2048;
    }
    must(strcmp(name, "ed25519") == 0, "finding the algorithm");
    return ED25519;
}

int main(int argc, char **argv)
{
    must(argc >= 3, "reading the arguments: ALGORITHM COUNT [THREADS [verify]]");
    enum algorithm algorithm = algorithm_named(argv[1]);
    long count = atol(argv[2]);
    int threads = argc > 3 ? atoi(argv[3]) : (int)sysconf(_SC_NPROCESSORS_ONLN);
    int verifies = argc > 4 && strcmp(argv[4], "verify") == 0;
    must(count > 0 && threads > 0 && threads <= 1024, "reading the numbers");

    EVP_PKEY *key = make_key(algorithm);
    must(key != NULL, "making the key");
    pthread_t workers[1024];
    struct share shares[1024];
    struct timespec from, to;
    double cpu = cpu_seconds();
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < threads; i++) {
        /* A key of its own for each thread: RSA's blinding is locked in a shared one. */
        shares[i] = (struct share){algorithm, EVP_PKEY_dup(key), count / threads + (i < count % threads), verifies};
        must(shares[i].key != NULL, "EVP_PKEY_dup");
        must(pthread_create(&workers[i], NULL, work, &shares[i]) == 0, "pthread_create");
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i], NULL);
        EVP_PKEY_free(shares[i].key);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    EVP_PKEY_free(key);

    double wall = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("%s %ld %d %.3f %.3f\n", argv[1], count, threads, wall, cpu_seconds() - cpu);
    return 0;
}
